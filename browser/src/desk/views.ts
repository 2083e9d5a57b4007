// The places of the desk, in the order of the menu.
import { newPlace } from "./case/new.ts";
import { casePlace } from "./case/view.ts";
import { Enrolment } from "./enrol/enrol.ts";
import { inboxPlace } from "./inbox/view.ts";
import type { App } from "./ui/app.ts";
import type { Place } from "./ui/view.ts";
import { AdminView } from "./views/admin.ts";
import { LogView } from "./views/log.ts";
import { SecurityView } from "./views/security.ts";
import { TeamView } from "./views/team.ts";

export const PLACES: readonly Place[] = [
  inboxPlace,
  casePlace,
  newPlace,
  { name: "team", label: "desk-team", roles: ["caseworker", "lead"], keys: true, open: (desk) => new TeamView(desk) },
  { name: "log", label: "desk-log", roles: ["caseworker", "lead", "administrator"], keys: true, open: (desk) => new LogView(desk) },
  { name: "admin", label: "desk-admin", roles: ["administrator"], keys: false, open: (desk) => new AdminView(desk) },
  { name: "security", label: "desk-security", roles: [], keys: false, open: (desk) => new SecurityView(desk) },
];

/** Somebody came with a one-time link: whoever is signed in here stays so until the new account is made. */
export function invited(app: App, token: string): void {
  void app.gate
    .pass((main, done) => void new Enrolment(app, main, token, done).begin())
    .then(() => app.begin())
    .catch((thrown: unknown) => app.say(app.problem(thrown), "bad"));
}
