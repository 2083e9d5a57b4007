// Letting an interpreter into one case, for a time.
import { dialog } from "../ui/dialog.ts";
import { button, h } from "../ui/dom.ts";
import { same } from "../ui/fingerprint.ts";
import { field, form, line } from "../ui/form.ts";
import { communityWarning, members } from "./people.ts";
import type { Room } from "./room.ts";

/** Longest time for which an interpreter is let into a case, in days. */
const DAYS = [1, 3, 7, 14, 30] as const;

/**
 * What the person reads aloud is typed, as for a member of the team: a look at two rows of digits is soon a nod, and a server that
 * names a key of its own is let in.
 */
export async function guest(room: Room, again: () => Promise<void>): Promise<void> {
  const { desk } = room;
  const interpreters = (await members(desk)).filter(({ roles }) => roles.includes("interpreter"));
  await dialog<true>(desk.t("guest-title"), (done) => {
    if (interpreters.length === 0) return [h("p", {}, desk.t("guest-none")), h("div", { class: "acts" }, button(desk.t("desk-close"), () => done(), { class: "main" }))];
    const who = field(desk.t("guest-who"), h("select", {}, h("option", { value: "" }, desk.t("case-choose-person")), ...interpreters.map(({ account, alias }) => h("option", { value: account }, alias))));
    const heard = line(desk.t("desk-grant-heard"), { dir: "ltr", maxlength: 40, class: "mono" }, desk.t("desk-grant-heard-hint"));
    const days = field(desk.t("guest-days"), h("select", {}, ...DAYS.map((count) => h("option", { value: count, selected: count === 3 }, desk.t("guest-for", { count })))));
    const send = async (): Promise<void> => {
      const member = interpreters.find(({ account }) => account === who.control.value);
      if (!member) return who.fault(desk.t("case-choose-person"));
      if (!same(heard.control.value, member.fingerprint)) {
        heard.fault(desk.t("guest-differs"));
        heard.control.focus();
        return;
      }
      const until = desk.session.now() + Number(days.control.value) * 86_400;
      const { grants } = await desk.ask("let_in", { case: room.id, member });
      await desk.api.change(`cases/${room.id}/guest`, { account: member.account, until, grants }, room.act("guest", { account: member.account, until: String(until) }));
      done(true);
      desk.say(desk.t("guest-done", { alias: member.alias }));
      await again();
    };
    return [
      h("p", {}, desk.t("guest-text")),
      room.notMyCommunity() && communityWarning(desk),
      form([who.node, heard.node, days.node], desk.t("guest-yes"), send, desk.problem, [button(desk.t("case-no"), () => done())]),
    ];
  });
}
