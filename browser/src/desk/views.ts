// The places of the desk, in the order of the menu.
import type { App } from "./ui/app.ts";
import type { Place } from "./ui/view.ts";

export const PLACES: readonly Place[] = [];

/** Somebody came with a one-time link. */
export function invited(app: App, _token: string): void {
  app.say(app.t("desk-problem-unknown-invite"), "bad");
}
