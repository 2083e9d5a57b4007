// What the reporter said, as it was written, and what we answered; translations stand beside their source.
import type { OpenCase, Said } from "../errands.ts";
import type { Kit } from "../../page/kit.ts";
import { languageName } from "../inbox/line.ts";
import { foreign, h, own, type Child } from "../ui/dom.ts";
import { act } from "../ui/form.ts";
import { Times } from "../ui/time.ts";
import { factName, factValue, methodName } from "./words.ts";
import { translate } from "./translate.ts";
import type { Room } from "./room.ts";

/** The report or a message: when, the words, the answers to the form's questions. */
export function saidBlock(room: Room, said: Said, kit: Kit | undefined, again: () => Promise<void>): HTMLElement {
  const { desk } = room;
  const times = new Times(desk.texts.language);
  const title = said.seq === 0 ? desk.t("case-report") : desk.t("case-message", { number: said.seq });
  return h(
    "article",
    { class: "box", id: `said-${said.seq}` },
    h("h3", {}, title),
    h("p", { class: "soft" }, `${times.at(said.at)} · ${languageName(desk, said.language)}`),
    said.text.trim() === "" ? h("p", { class: "soft" }, desk.t("case-no-words")) : beside(room, said.text, said.language, said.hash, again),
    answers(room, said, kit),
  );
}

/** Words with their translations, and a way to add one. */
export function beside(room: Room, text: string, language: string, hash: string, again: () => Promise<void>): HTMLElement {
  const { desk } = room;
  const times = new Times(desk.texts.language);
  const found = room.open.translations.filter(({ of }) => of === hash);
  const add = act(
    desk.t("case-translate"),
    () => translate(room, { of: hash, text, from: language }, again),
    (thrown) => desk.say(desk.problem(thrown), "bad"),
    { class: "small" },
  );
  return h(
    "div",
    {},
    h(
      "div",
      { class: found.length > 0 ? "beside" : undefined },
      foreign(text, language),
      ...found.map((one) =>
        h(
          "div",
          { class: "translation" },
          h("p", { class: "soft" }, desk.t("case-translation-by", { author: one.author, from: languageName(desk, one.from), to: languageName(desk, one.to), at: times.at(one.at) })),
          one.by === "machine" && h("p", { class: "warn" }, desk.t("case-translation-machine")),
          !one.matches && h("p", { class: "warn" }, desk.t("case-translation-other")),
          foreign(one.text, one.to),
        ),
      ),
    ),
    add,
  );
}

function answers(room: Room, said: Said, kit: Kit | undefined): Child {
  const { desk } = room;
  const rows: HTMLElement[] = [];
  const row = (name: string, ...value: Child[]): void => void rows.push(h("dt", {}, name), h("dd", {}, ...value));
  if (said.methods.length > 0) row(desk.t("case-methods"), ...said.methods.map((code) => h("div", {}, own(methodName(kit, code)))));
  if (said.danger !== "" && said.danger !== "unknown") row(desk.t("case-danger"), desk.texts.has(`case-danger-${said.danger}`) ? desk.t(`case-danger-${said.danger}`) : own(said.danger));
  for (const [name, value] of Object.entries(said.facts)) {
    if (name === "method") row(desk.t("case-methods"), ...value.split(/\s+/).map((code) => h("div", {}, own(methodName(kit, code)))));
    else row(factName(desk, name), factValue(desk, name, value) ?? foreign(value, said.language));
  }
  return rows.length > 0 && h("dl", { class: "facts" }, ...rows);
}

/** Our answers, the reporter's further words and the report, in the order in which they came. */
export function conversation(room: Room, kit: Kit | undefined, again: () => Promise<void>): HTMLElement {
  const { desk } = room;
  const { report, messages, replies, unread } = room.open;
  const times = new Times(desk.texts.language);
  const blocks: { at: number; node: HTMLElement }[] = [report, ...messages].map((said) => ({ at: said.at, node: saidBlock(room, said, kit, again) }));
  let last = 0;
  for (const reply of replies) {
    if ("deleted" in reply) {
      blocks.push({ at: last, node: h("article", { class: "box ours quiet" }, h("h3", {}, desk.t("case-reply", { number: reply.seq })), h("p", { class: "soft" }, desk.t("case-reply-deleted"))) });
      continue;
    }
    last = reply.at;
    blocks.push({
      at: reply.at,
      node: h(
        "article",
        { class: "box ours" },
        h("h3", {}, desk.t("case-reply", { number: reply.seq })),
        h("p", { class: "soft" }, own(reply.author), ` · ${times.at(reply.at)}`),
        beside(room, reply.text, report.language, reply.hash, again),
      ),
    });
  }
  blocks.sort((a, b) => a.at - b.at);
  return h(
    "section",
    { "aria-labelledby": "conversation" },
    h("h2", { id: "conversation" }, desk.t("case-conversation")),
    ...blocks.map(({ node }) => node),
    ...unread.map(({ kind, seq, reason }) => h("article", { class: "hostile box" }, h("h3", {}, desk.t(`case-${kind}`, { number: seq })), h("p", {}, desk.t(kind === "reply" ? "case-unread-reply" : "case-unread-message")), h("p", { class: "soft mono" }, own(reason)))),
  );
}

/** Texts by which a reply is known: an answer that was sent makes its draft a thing of the past. */
export function sentTexts({ replies }: OpenCase): Set<string> {
  return new Set(replies.flatMap((reply) => ("deleted" in reply ? [] : [reply.text])));
}
