// Who belongs to the team, and who reads: leads compare fingerprints, give the key, and make a new team when somebody leaves.
import { base64, hashOf } from "../../lib/bytes.ts";
import { dialog, sure } from "../ui/dialog.ts";
import { attend, button, fill, h, own } from "../ui/dom.ts";
import { grouped, same } from "../ui/fingerprint.ts";
import { act, area, form, line, tick } from "../ui/form.ts";
import type { Desk, View } from "../ui/view.ts";
import type { Member, Team } from "../wire.ts";
import { comparedBefore } from "./compared.ts";
import { Resealing } from "./resealing.ts";

/** Milliseconds between two looks whether a team that waits was signed, while its lead waits as well. */
const SIGNED = 3_000;
/** How long a team key is good: three months. */
const DAYS = 90;

export class TeamView implements View {
  readonly title: string;
  #main!: HTMLElement;
  #left = false;
  #signed: ReturnType<typeof setInterval> | undefined;
  readonly #resealing: Resealing;

  constructor(private readonly desk: Desk) {
    this.title = desk.t("desk-team");
    this.#resealing = new Resealing(desk);
  }

  async render(main: HTMLElement): Promise<void> {
    this.#main = main;
    const { t, api } = this.desk;
    fill(main, h("h1", {}, this.title), h("p", {}, t("desk-loading")));
    const team = await api.get<Team>("team");
    if (this.#left) return;
    const lead = this.desk.session.any("lead");
    clearInterval(this.#signed);
    if (team.draft) this.#signed = setInterval(() => void this.#look(), SIGNED);
    fill(
      main,
      h("h1", { tabindex: "-1" }, this.title),
      lead && team.draft ? this.#waiting(team) : undefined,
      lead && this.#resealing.section(team),
      h("div", { class: "grid" }, h("div", {}, this.#members(team, lead)), h("div", {}, this.#key(), lead && this.#newTeam(team), lead && this.#practice())),
    );
  }

  leave(): void {
    this.#left = true;
    clearInterval(this.#signed);
    this.#resealing.stop();
  }

  /** Whether the team that waited is in force by now: then this page has its key and says so. */
  async #look(): Promise<void> {
    const { desk } = this;
    if (document.visibilityState !== "visible" || !desk.session.me || !desk.session.unlocked) return;
    try {
      if ((await desk.api.plain<Team>("team")).draft || this.#left) return;
      clearInterval(this.#signed);
      const before = desk.session.unlocked.rosters.length;
      await desk.refresh();
      if (this.#left) return;
      await this.render(this.#main);
      if ((desk.session.unlocked?.rosters.length ?? 0) > before) desk.say(desk.t("desk-draft-signed"));
    } catch {
      // The next look tries again.
    }
  }

  #bad = (thrown: unknown): void => this.desk.say(this.desk.problem(thrown), "bad");

  // Whoever has gone on meanwhile is on another page, which is not to be painted over.
  #again = async (): Promise<void> => {
    if (this.#left) return;
    await this.render(this.#main);
    attend(this.#main.querySelector("h1") ?? this.#main);
  };

  #members({ members }: Team, lead: boolean): HTMLElement {
    const { t, session } = this.desk;
    const row = (member: Member): HTMLElement => {
      const { account, alias, roles, fingerprint, granted, kit_used } = member;
      const gives = lead && !granted && reads(member) && this.#hasKey();
      return h(
        "li",
        {},
        h("div", { class: "split" }, h("strong", {}, own(alias), account === session.me?.account ? ` (${t("desk-you").toLowerCase()})` : ""), h("span", { class: granted ? "pill ok" : "pill wait" }, t(granted ? "desk-member-reads" : "desk-member-waits"))),
        h("div", { class: "hint" }, roles.map((role) => t(`desk-role-${role}`)).join(", ")),
        h("div", { class: "mono" }, own(grouped(fingerprint), { dir: "ltr" })),
        kit_used !== undefined && h("div", {}, h("span", { class: "pill off" }, t("desk-kit-used-by", { at: this.desk.times.at(kit_used) }))),
        gives && h("div", { class: "acts" }, act(t("desk-grant"), () => this.#grant(member), this.#bad, { class: "main small", "aria-label": t("desk-grant-named", { alias }) })),
      );
    };
    return h(
      "section",
      {},
      h("h2", {}, t("desk-members")),
      members.length === 0 ? h("p", { class: "soft" }, t("desk-members-none")) : h("ul", { class: "rows" }, ...members.map(row)),
      h("p", { class: "hint" }, t("desk-members-hint")),
    );
  }

  #hasKey(): boolean {
    return (this.desk.session.unlocked?.epochs.length ?? 0) > 0;
  }

  /** The lead types what the other person reads aloud: a look at two rows of digits is soon a nod. */
  async #grant(member: Member): Promise<void> {
    const { t, api, problem } = this.desk;
    const given = await dialog<boolean>(t("desk-grant-named", { alias: member.alias }), (done) => {
      const heard = line(t("desk-grant-heard"), { dir: "ltr", maxlength: 40, class: "mono" }, t("desk-grant-heard-hint"));
      const send = async (): Promise<void> => {
        if (!same(heard.control.value, member.fingerprint)) {
          heard.fault(t("desk-grant-differs"));
          heard.control.focus();
          return;
        }
        const grant = await this.desk.ask("grant", { member });
        const details = { fingerprint: member.fingerprint, epoch: String(grant.epoch) };
        await api.change("team/grant", { account: member.account, ...grant }, { action: "granted", subject: member.account, details });
        done(true);
      };
      return [...this.desk.texts.lines("desk-grant-why", { alias: member.alias }).map((one) => h("p", {}, one)), form([heard.node], t("desk-grant"), send, problem, [button(t("desk-cancel"), () => done())])];
    });
    if (given !== true) return;
    this.desk.say(t("desk-granted", { alias: member.alias }));
    await this.#again();
  }

  #key(): HTMLElement {
    const { t, times, session } = this.desk;
    const newest = session.unlocked?.rosters.at(-1);
    return h(
      "section",
      { class: "card" },
      h("h2", {}, t("desk-team-key")),
      newest
        ? h(
            "dl",
            {},
            h("dt", {}, t("desk-team-number")), h("dd", {}, newest.epoch),
            h("dt", {}, t("desk-team-until")), h("dd", {}, times.day(newest.expires), newest.state === "late" || newest.state === "refused" ? h("span", {}, " ", h("span", { class: "pill off" }, t("desk-team-over"))) : undefined),
            h("dt", {}, t("desk-team-fingerprint")), h("dd", { class: "mono" }, own(grouped(newest.team), { dir: "ltr" })),
            h("dt", {}, t("desk-team-recovery")), h("dd", {}, newest.recovery_key ? h("span", { class: "mono" }, own(grouped(newest.recovery_key.fingerprint), { dir: "ltr" })) : t(newest.recovery ? "desk-yes" : "desk-no")),
          )
        : h("p", {}, t("desk-team-none")),
    );
  }

  /** The former team's key signs the new team: who lacks it cannot make one. */
  #newTeam(team: Team): HTMLElement | undefined {
    const { t, problem, session } = this.desk;
    if (session.unlocked?.rosters.length && !this.#hasKey()) return undefined;
    const able = team.members.filter(reads);
    const ticks = able.map((member) => {
      const self = member.account === session.me?.account;
      const one = tick([own(member.alias), " ", h("span", { class: "hint mono" }, own(grouped(member.fingerprint), { dir: "ltr" }))], { checked: member.granted || self, disabled: self });
      return { ...one, member };
    });
    // The team before signed for it: the server has no say in who reads everything.
    const known = session.unlocked?.rosters.at(-1)?.recovery_key;
    const recovery = known === undefined ? undefined : tick(t("desk-newteam-recovery"), { checked: true });
    const other = area(t("desk-newteam-recovery-other"), { dir: "ltr", spellcheck: "false" }, t("desk-newteam-recovery-hint"));
    const first = !session.unlocked?.rosters.length;
    const make = async (): Promise<void> => {
      const members = ticks.filter(({ control }) => control.checked).map(({ member }) => member);
      // Who had the key before is asked again if the log tells of another fingerprint: the list is the server's word.
      const compared = await comparedBefore(this.desk, members);
      const newcomers = members.filter(({ granted, account }) => !(granted && compared.has(account)) && account !== session.me?.account);
      if (newcomers.length > 0 && !(await this.#compared(newcomers))) return;
      await this.#draft(members, publicKey(other.control.value) ?? (recovery?.control.checked === true ? known?.recipient : undefined));
    };
    return h(
      "details",
      { open: first },
      h("summary", {}, t(first ? "desk-newteam-first" : "desk-newteam")),
      h(
        "div",
        { class: "inner" },
        ...this.desk.texts.lines(first ? "desk-newteam-first-why" : "desk-newteam-why").map((one) => h("p", {}, one)),
        form([h("fieldset", {}, h("legend", {}, t("desk-newteam-who")), ...ticks.map(({ node }) => node)), recovery?.node, other.node], t("desk-newteam-make"), make, problem),
      ),
    );
  }

  /** Everybody who gets a key for the first time was compared, or gets none. */
  #compared(newcomers: readonly Member[]): Promise<boolean> {
    const { t } = this.desk;
    const lines = newcomers.map(({ alias, fingerprint }) => `${alias}: ${grouped(fingerprint)}`);
    return sure(t("desk-newteam-compare"), [t("desk-newteam-compare-why"), ...lines], t("desk-newteam-compared"), t("desk-cancel"));
  }

  async #draft(members: readonly Member[], recovery: string | undefined): Promise<void> {
    const { api, session, t } = this.desk;
    const made = await this.desk.ask("team", { members: [...members], days: DAYS, now: session.now(), ...(recovery === undefined ? {} : { recovery }) });
    const { epoch, roster, team_signature, grants } = made;
    const body = { roster, grants, ...(team_signature === undefined ? {} : { team_signature }), ...(recovery === undefined ? {} : { recovery }) };
    await api.change("team/draft", body, { action: "roster_drafted", subject: "", details: { epoch: String(epoch), roster: hashOf(base64.decode(roster)) } });
    this.desk.say(t("desk-newteam-made"));
    await this.#again();
  }

  #waiting({ draft, members }: Team): HTMLElement {
    const { t, times } = this.desk;
    if (!draft) return h("div");
    const names = draft.members.map((account) => members.find((member) => member.account === account)?.alias ?? account.slice(0, 8));
    const by = members.find(({ account }) => account === draft.by)?.alias ?? draft.by.slice(0, 8);
    return h(
      "section",
      { class: "note" },
      h("h2", {}, t("desk-draft", { epoch: String(draft.epoch) })),
      h("p", {}, t("desk-draft-why", { by, at: times.at(draft.at), names: names.join(", ") })),
      h("code", { dir: "ltr" }, "tocsin roster sign --draft --key FILE"),
    );
  }

  #practice(): HTMLElement {
    const { t, api } = this.desk;
    const send = async (): Promise<void> => {
      await api.change("practice", { language: this.desk.texts.language }, { action: "practice", subject: "", details: { language: this.desk.texts.language } });
      this.desk.say(t("desk-practice-made"));
    };
    return h("section", { class: "card" }, h("h2", {}, t("desk-practice")), h("p", {}, t("desk-practice-why")), act(t("desk-practice-make"), send, this.#bad));
  }
}

/** What a `.pub` file says, its comments left out; none where nothing was given. */
function publicKey(text: string): string | undefined {
  const lines = text.split("\n").map((one) => one.trim()).filter((one) => one !== "" && !one.startsWith("#"));
  return lines.length === 0 ? undefined : lines.join("\n");
}

function reads({ roles }: Member): boolean {
  return roles.includes("caseworker") || roles.includes("lead");
}
