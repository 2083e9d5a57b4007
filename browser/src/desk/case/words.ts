// Names of categories and rules in the reader's language: from the same public kit that the form uses.
import type { Kit } from "../../page/kit.ts";
import type { Desk } from "../ui/view.ts";

type Named = Pick<Kit, "guidance" | "rule_sentences" | "methods" | "rules">;

let kit: Promise<Kit | undefined> | undefined;

/** The kit of the page's language; undefined where it could not be had: then codes are shown. */
export function kitOf(desk: Desk): Promise<Kit | undefined> {
  return (kit ??= fetchKit(desk).catch(() => {
    kit = undefined;
    return undefined;
  }));
}

async function fetchKit(desk: Desk): Promise<Kit | undefined> {
  const found = await desk.api.get<Kit>(`/${desk.texts.language}/desk/api/v1/kit`);
  return found.format === "tocsin.kit/1" ? found : undefined;
}

export function methodName(kit: Named | undefined, code: string): string {
  return kit?.guidance[code]?.label ?? code;
}

/** A rule's sentence in the page's language; else the one that was sealed. */
export function ruleSentence(kit: Named | undefined, id: string, sealed: string): string {
  return kit?.rule_sentences[id]?.join(" ") ?? sealed;
}

/** A field's name; an unknown one is shown as it is. */
export function factName(desk: Desk, name: string): string {
  const id = `fact-${name.replaceAll("_", "-")}`;
  return desk.texts.has(id) ? desk.t(id) : name;
}

/** The form's own answers in words; whatever was typed stays as it is. */
export function factValue(desk: Desk, name: string, value: string): string | undefined {
  if (["yes", "no", "unsure"].includes(value)) return desk.t(value === "no" ? "case-answer-no" : `case-${value}`);
  if (name === "at_risk" && ["me", "other", "both"].includes(value)) return desk.t(`case-at-risk-${value}`);
  return undefined;
}
