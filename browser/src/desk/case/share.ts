// Handing chosen parts to a body outside. What the reporter allowed, and what not, stands above the choice.
import { hashOf } from "../../lib/bytes.ts";
import { save } from "../files/save.ts";
import { many } from "../ui/api.ts";
import { dialog } from "../ui/dialog.ts";
import { button, h } from "../ui/dom.ts";
import { area, choice, form, tick } from "../ui/form.ts";
import { communityWarning } from "./people.ts";
import { ticked } from "./must.ts";
import type { Room } from "./room.ts";
import { factName } from "./words.ts";

const CONSENTS = ["consent_pass_on", "consent_count", "consent_publish", "consent_keep"] as const;

interface Piece {
  part: string;
  label: string;
}

function pieces(room: Room): Piece[] {
  const { desk } = room;
  const { report, messages, replies, translations, safe } = room.open;
  return [
    ...[report, ...messages].map((said) => ({ part: said.part, label: `${said.seq === 0 ? desk.t("case-report") : desk.t("case-message", { number: said.seq })}: ${beginning(said.text)}` })),
    ...replies.flatMap((reply) => ("deleted" in reply ? [] : [{ part: reply.part, label: `${desk.t("case-reply", { number: reply.seq })}: ${beginning(reply.text)}` }])),
    ...translations.map(({ part, text }) => ({ part, label: desk.t("share-translation", { beginning: beginning(text) }) })),
    ...(safe.length > 0 ? [{ part: "contact", label: desk.t("share-contact") }] : []),
    ...[report, ...messages].flatMap(({ files }) => files.map((file) => ({ part: file.id, label: desk.t("share-file", { name: [...file.safe_name].slice(0, 60).join("") }) }))),
  ];
}

function beginning(text: string): string {
  const words = text.trim().replace(/\s+/g, " ");
  return [...words].length > 60 ? `${[...words].slice(0, 60).join("")}…` : words;
}

/** Whether the reporter allowed, on the form, that it is passed on. */
export function mayBePassedOn(room: Room): boolean {
  return room.fact("consent_pass_on") === "yes";
}

export async function share(room: Room, again: () => Promise<void>): Promise<void> {
  const { desk } = room;
  const allowed = mayBePassedOn(room);
  await dialog<true>(desk.t("share-title"), (done) => {
    const ticks = pieces(room).map(({ part, label }) => ({ part, ...tick(h("bdi", {}, label)) }));
    const key = area(desk.t("share-key"), { rows: 3, dir: "ltr", class: "mono", spellcheck: "false" }, desk.t("share-key-hint"));
    const word = area(desk.t("share-note"), {}, desk.t("share-note-hint"));
    const why = area(desk.t("share-why"), {}, desk.t("share-why-hint"));
    const agreed = tick(desk.t(allowed ? "share-tick" : "share-tick-without"));
    let way: "sealed" | "html" = "sealed";
    const ways = choice<"sealed" | "html">(
      desk.t("share-way"),
      [
        { value: "sealed", label: desk.t("share-sealed") },
        { value: "html", label: desk.t("share-html"), hint: desk.t("share-html-hint") },
      ],
      way,
      (value) => {
        way = value;
        key.node.hidden = value === "html";
      },
    );
    const send = async (): Promise<void> => {
      const parts = ticks.filter(({ control }) => control.checked).map(({ part }) => part);
      const [first] = ticks;
      if (parts.length === 0 && first) {
        first.control.setCustomValidity(desk.t("share-choose"));
        first.control.reportValidity();
        first.control.setCustomValidity("");
        return;
      }
      const to = key.control.value.replace(/\s+/g, "");
      if (way === "sealed" && !/^age1[0-9a-z]{50,4000}$/.test(to)) return key.fault(desk.t("share-key-wrong"));
      if (why.control.value.trim() === "") return why.fault(desk.t("share-why-empty"));
      if (!ticked(agreed.control, desk.t("case-tick"))) return;
      const files = await Promise.all(
        [room.open.report, ...room.open.messages]
          .flatMap((said) => said.files)
          .filter(({ id }) => parts.includes(id))
          .map(async ({ id }) => ({ id, sealed: await desk.api.bytes(`cases/${room.id}/files/${id}`) })),
      );
      const made = await desk.ask("share", { case: room.id, parts, files, note: word.control.value.trim(), ...(way === "sealed" ? { to } : {}) });
      // The log first: nothing leaves that nobody can find again.
      const handed = { parts, way, bundle: hashOf(made.bytes), ...(way === "sealed" ? { to } : {}) };
      await desk.api.change(`cases/${room.id}/shared`, handed, room.act("shared", { count: String(parts.length), parts: many(parts), to: made.sealed_to, bundle: handed.bundle }));
      await room.note("shared", why.control.value.trim());
      save(made.name.replace(/[^A-Za-z0-9._-]/g, "_").slice(0, 100), made.bytes);
      done(true);
      desk.say(desk.t("share-done"));
      await again();
    };
    return [
      room.notMyCommunity() && communityWarning(desk),
      h(
        "div",
        { class: allowed ? "note" : "warn" },
        h("h3", {}, desk.t("share-consent-title")),
        h("ul", {}, ...CONSENTS.map((name) => h("li", {}, `${factName(desk, name)}: `, h("strong", {}, desk.t(room.fact(name) === "yes" ? "case-yes" : "share-consent-no"))))),
        h("p", {}, desk.t(allowed ? "share-consent" : "share-consent-none")),
      ),
      form(
        [h("fieldset", {}, h("legend", {}, desk.t("share-parts")), ...ticks.map(({ node }) => node)), ways.node, key.node, word.node, why.node, agreed.node],
        desk.t("share-yes"),
        send,
        desk.problem,
        [button(desk.t("case-no"), () => done())],
      ),
    ];
  });
}
