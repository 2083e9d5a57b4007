// The script of the pages that take words or a code: it takes over their forms, so that what leaves is sealed.
import { pinsOf } from "./page/kit.ts";
import { watchGoing, watchKeys } from "./page/leave.ts";
import { mailboxPage } from "./page/mailbox.ts";
import { reportPage } from "./page/report.ts";

const pins = pinsOf();
watchKeys(pins.language);
watchGoing();
for (const form of document.querySelectorAll("form")) {
  if (form.querySelector("[name=narrative]")) reportPage(form, pins);
  else if (form.querySelector("[name=receipt]")) mailboxPage(form, pins);
}
