// A case that somebody told us on the telephone: sealed here as the form seals, sent as the form sends, and the receipt that
// is read out to them. The server cannot tell it from any other report.
import { decideReport, digits, newReceipt, reportDraft, sealReport, secureRandom, verifyChain, wordListFor, words } from "../../lib/index.ts";
import { base64 } from "../../lib/bytes.ts";
import { FACTS } from "../../lib/fields.ts";
import { languageName } from "../inbox/line.ts";
import { Refused, Unreachable } from "../ui/api.ts";
import { attend, button, fill, h } from "../ui/dom.ts";
import { area, field, form, line, tick } from "../ui/form.ts";
import type { Desk, Place, View } from "../ui/view.ts";
import { languageSelect } from "./translate.ts";
import { factName, factValue, kitOf, methodName } from "./words.ts";

const KEPT = "new-case";
const TRIES = 5;

export const newPlace: Place = {
  name: "new",
  roles: ["caseworker", "lead"],
  // Sealing a report needs none of ours; but what is typed here must be sealed to somebody when the desk locks.
  keys: true,
  open: (desk) => new NewView(desk),
};

class NewView implements View {
  readonly title: string;
  #done = false;

  constructor(private readonly desk: Desk) {
    this.title = desk.t("new-title");
  }

  unsaved(): boolean {
    return false;
  }

  /** The same bytes again until it is known what became of them: however often they arrive, they count once. */
  async #deliver(sealed: string): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await this.desk.api.post("reports", { sealed });
        return;
      } catch (thrown) {
        const again = thrown instanceof Unreachable || (thrown instanceof Refused && thrown.fault === "busy");
        if (!again || tries >= TRIES) throw thrown;
        this.desk.say(this.desk.t("new-waiting"));
        await new Promise((resolve) => setTimeout(resolve, tries * 3_000));
      }
    }
  }

  async render(main: HTMLElement): Promise<void> {
    const { desk } = this;
    fill(main, h("h1", {}, this.title), h("p", { role: "status" }, desk.t("case-opening")));
    const kit = await kitOf(desk);
    if (!kit) return fill(main, h("h1", {}, this.title), h("p", { class: "trouble" }, desk.t("new-no-kit")));
    const node = h("div", { class: "text" });
    const language = field(desk.t("new-language"), languageSelect(desk, desk.texts.language), desk.t("new-language-hint"));
    const narrative = area(desk.t("new-narrative"), { rows: 8, name: "narrative" }, desk.t("new-narrative-hint"));
    const danger = field(desk.t("case-danger"), h("select", { name: "danger" }, ...["unknown", "now", "3days", "2weeks", "later", "no"].map((value) => h("option", { value }, desk.t(`case-danger-${value}`)))));
    const answerHere = tick(desk.t("new-answer"), { checked: true });
    const methods = kit.methods.map((code) => ({ code, ...tick(methodName(kit, code)) }));
    const facts = FACTS.filter(([name]) => name !== "method_other" && name !== "wrote_before").map(([name, kind]) => {
      const label = factName(desk, name);
      if (kind === "tick") return { name, ...tick(label, { value: "yes" }) };
      if (kind === "choice") return { name, ...field(label, h("select", {}, h("option", { value: "" }, "–"), ...["yes", "no", "unsure"].map((value) => h("option", { value }, factValue(desk, name, value) ?? value)))) };
      return { name, ...line(label, { dir: "auto" }) };
    });
    const fields = (): [string, string][] => [
      ["narrative", narrative.control.value],
      ["danger", danger.control.value],
      ["answer_here", answerHere.control.checked ? "yes" : "no"],
      ...methods.filter(({ control }) => control.checked).map(({ code }): [string, string] => ["method", code]),
      ...facts.map(({ name, control }): [string, string] => [name, control.type === "checkbox" ? ((control as HTMLInputElement).checked ? "yes" : "") : control.value]),
      ["taken_by", desk.session.me?.alias ?? ""],
    ];
    const keep = (): void => {
      if (!this.#done) desk.kept.set(KEPT, { language: language.control.value, fields: fields() });
    };
    restore(desk, (name, value) => {
      if (name === "narrative") narrative.control.value = value;
      else if (name === "danger") danger.control.value = value;
      else if (name === "answer_here") answerHere.control.checked = value === "yes";
      else if (name === "method") for (const method of methods) method.control.checked ||= method.code === value;
      else for (const one of facts) if (one.name === name) put(one.control, value);
    }, (tag) => (language.control.value = tag));
    const send = async (): Promise<void> => {
      const draft = reportDraft(fields(), { methods: kit.methods }, false);
      const said = narrative.control.value.trim() !== "" || danger.control.value !== "unknown" || methods.some(({ control }) => control.checked);
      if ("problems" in draft || !said) {
        const [problem] = "problems" in draft ? draft.problems : [];
        narrative.fault(problem?.kind === "too_long" ? desk.t("new-too-long", { limit: problem.limit }) : desk.t("new-empty"));
        return attend(narrative.control);
      }
      const { start } = desk.session;
      if (kit.deployment !== start.deployment || kit.roster_key !== start.roster_key) throw new Error("another deployment's kit");
      const chain = verifyChain(kit.rosters, start.roster_key, start.deployment, desk.session.now());
      const roster = chain[chain.length - 1];
      if (!roster) throw new Error("no roster");
      const now = desk.session.now();
      const entropy = newReceipt(secureRandom);
      const decision = decideReport(kit.rules, draft, false, now);
      const sealed = await sealReport({ draft, decision, language: language.control.value, roster, deployment: start.deployment, entropy, now, random: secureRandom });
      await this.#deliver(base64.encode(sealed.bytes));
      this.#done = true;
      desk.kept.delete(KEPT);
      receipt(desk, main, draft.answerHere ? entropy : undefined, language.control.value, sealed.caseId);
      entropy.fill(0);
    };
    node.addEventListener("input", keep);
    node.addEventListener("change", keep);
    const group = (id: string, open: boolean, ...inside: HTMLElement[]): HTMLElement => h("details", { open }, h("summary", {}, desk.t(id)), h("div", { class: "inner" }, ...inside));
    node.append(
      h("h1", {}, this.title),
      h("p", {}, desk.t("new-intro")),
      form(
        [
          language.node,
          narrative.node,
          danger.node,
          answerHere.node,
          group("case-methods", false, ...methods.map((one) => one.node)),
          group("new-facts", false, ...facts.map((one) => one.node)),
        ],
        desk.t("new-send"),
        send,
        desk.problem,
      ),
    );
    fill(main, node);
  }
}

function put(control: HTMLInputElement | HTMLSelectElement, value: string): void {
  if (control instanceof HTMLInputElement && control.type === "checkbox") control.checked = value === "yes";
  else control.value = value;
}

function restore(desk: Desk, each: (name: string, value: string) => void, language: (tag: string) => void): void {
  const kept = desk.kept.get(KEPT) as { language: string; fields: [string, string][] } | undefined;
  if (!kept) return;
  language(kept.language);
  for (const [name, value] of kept.fields) each(name, value);
  desk.say(desk.t("answer-kept"));
}

/** The receipt to read out, digit by digit or word by word; shown once. */
function receipt(desk: Desk, main: HTMLElement, entropy: Uint8Array | undefined, language: string, caseId: string): void {
  const title = h("h1", {}, desk.t("new-done"));
  const shown: HTMLElement[] = [];
  if (entropy) {
    const list = wordListFor(language);
    shown.push(h("p", {}, desk.t("new-receipt")));
    if (list) {
      shown.push(h("h2", {}, desk.t("new-receipt-words", { language: languageName(desk, language) })));
      shown.push(h("div", { class: "secret" }, h("ol", { class: "numbered", lang: language }, ...words(entropy, list).split(" ").map((word, at) => h("li", {}, h("span", { "aria-hidden": "true" }, String(at + 1)), word)))));
    }
    shown.push(h("h2", {}, desk.t("new-receipt-digits")), h("p", { class: "secret sayable", dir: "ltr" }, digits(entropy)));
    shown.push(h("ul", {}, ...desk.texts.lines("new-receipt-rules").map((text) => h("li", {}, text))));
    shown.push(h("div", { class: "acts no-print" }, button(desk.t("new-print"), () => print(), { class: "main" })));
  } else shown.push(h("p", {}, desk.t("new-no-receipt")));
  shown.push(h("p", { class: "no-print" }, h("a", { href: `#case/${caseId}` }, desk.t("new-to-case"))));
  fill(main, h("div", { class: "text" }, title, ...shown));
  attend(title);
}
