// Choosing a colleague.
import { button, h, type Child } from "../ui/dom.ts";
import { dialog } from "../ui/dialog.ts";
import { field } from "../ui/form.ts";
import { shelfOf } from "../inbox/shelf.ts";
import type { Desk } from "../ui/view.ts";
import type { Member, Named, Team } from "../wire.ts";

/** Colleagues who can work on cases, without this person, by name; whoever is away stands last. */
export function colleagues(desk: Desk): Named[] {
  const me = desk.session.me?.account;
  return [...shelfOf(desk).people.values()]
    .filter(({ account, roles }) => account !== me && roles.some((role) => role === "caseworker" || role === "lead"))
    .sort((a, b) => Number(a.away) - Number(b.away) || a.alias.localeCompare(b.alias));
}

/** A choice of people. Nobody is chosen beforehand: the wrong name at the top is chosen too easily. */
export function peopleSelect(desk: Desk, people: readonly Named[]): HTMLSelectElement {
  return h(
    "select",
    { required: true },
    h("option", { value: "" }, desk.t("case-choose-person")),
    ...people.map(({ account, alias, away }) => h("option", { value: account }, away ? desk.t("case-person-away", { alias }) : alias)),
  );
}

export async function chooseColleague(desk: Desk, title: string, yes: string, text: readonly string[], more: readonly Child[] = []): Promise<Named | undefined> {
  const people = colleagues(desk);
  return await dialog<Named>(title, (done) => {
    if (people.length === 0) return [h("p", {}, desk.t("case-no-colleague")), h("div", { class: "acts" }, button(desk.t("desk-close"), () => done(), { class: "main" }))];
    const who = field(desk.t("case-colleague"), peopleSelect(desk, people));
    const choose = (): void => {
      const found = people.find(({ account }) => account === who.control.value);
      if (found) done(found);
      else who.fault(desk.t("case-choose-person"));
    };
    return [
      ...text.map((one) => h("p", {}, one)),
      ...more,
      who.node,
      h("div", { class: "acts" }, button(yes, choose, { class: "main" }), button(desk.t("case-no"), () => done())),
    ];
  });
}

/** Everybody with keys of their own, for grants. */
export async function members(desk: Desk): Promise<Member[]> {
  return (await desk.api.get<Team>("team")).members;
}

/** What stands above every way to show a case to somebody else. */
export function communityWarning(desk: Desk): HTMLElement {
  return h("div", { class: "warn" }, h("h3", {}, desk.t("case-not-community-title")), h("p", {}, desk.t("case-not-community")));
}

