// The places of the desk, in the order of the menu.
import { casePlace } from "./case/view.ts";
import { newPlace } from "./case/new.ts";
import { inboxPlace } from "./inbox/view.ts";
import type { App } from "./ui/app.ts";
import type { Place } from "./ui/view.ts";

export const PLACES: readonly Place[] = [inboxPlace, casePlace, newPlace];

/** Somebody came with a one-time link. */
export function invited(app: App, _token: string): void {
  app.say(app.t("desk-problem-unknown-invite"), "bad");
}
