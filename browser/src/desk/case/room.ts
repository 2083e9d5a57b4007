// One open case: what the server sent, what the worker made of it, and the changes that go back.
import type { OpenCase, SealedPart } from "../errands.ts";
import { shelfOf } from "../inbox/shelf.ts";
import { Refused, type Act } from "../ui/api.ts";
import type { Desk } from "../ui/view.ts";
import type { CaseDetail, Change, NewPart } from "../wire.ts";

/** Bodies that are fetched at a time. */
const AT_ONCE = 4;

export class Room {
  detail!: CaseDetail;
  open!: OpenCase;
  /** Bodies by part, so that a change of ours fetches only what is new. */
  readonly #bodies = new Map<string, Uint8Array>();

  constructor(
    readonly desk: Desk,
    readonly id: string,
  ) {}

  /** Reads the case again and opens it. */
  async load(): Promise<void> {
    const { desk } = this;
    let detail = await desk.api.get<CaseDetail>(`cases/${this.id}`);
    if (detail.line.number === "") {
      // A case gets its number when a list first shows it; whoever came here from a case by phone was faster.
      await shelfOf(desk).load();
      detail = await desk.api.get<CaseDetail>(`cases/${this.id}`);
    }
    const missing = detail.parts.filter(({ id, size }) => size > 0 && !this.#bodies.has(id));
    const next = missing.values();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const { id } of next) this.#bodies.set(id, await desk.api.bytes(`cases/${this.id}/parts/${id}`));
      }),
    );
    const there = new Map(detail.parts.flatMap(({ id }) => (this.#bodies.has(id) ? [[id, this.#bodies.get(id)!] as const] : [])));
    this.open = await desk.ask("open", { detail, bodies: there });
    this.detail = detail;
    const shelf = shelfOf(desk);
    for (const named of detail.people) if (!shelf.people.has(named.account)) shelf.people.set(named.account, named);
    shelf.changed(detail.line);
    shelf.learned(this.id, this.summary(), this.words());
  }

  /** Bodies are fetched anew: they were sealed on to another key. */
  forget(): void {
    this.#bodies.clear();
  }

  /** This person has seen everything up to now; the list gets its summary, if it has none yet or an older one. */
  async seen(): Promise<void> {
    const { desk, id } = this;
    // Where rights were changed, this is the proof that the new keys open: not said if one of them does not.
    await desk.api.post(`cases/${id}/read`, { opens: !this.open.warnings.some(({ code }) => code === "grant_mismatch") });
    shelfOf(desk).changed({ ...this.detail.line, unread: false });
    const { line, epoch } = this.detail;
    const known = shelfOf(desk).summary(id);
    const stale = line.summary === undefined || line.summary.epoch !== epoch || known === null;
    if (stale) await this.summarise();
    // Both are changes of its row: without knowing them this page would take them for a colleague's.
    const now = await desk.api.get<CaseDetail>(`cases/${id}`);
    if (decided(now) === decided(this.detail) && now.parts.length === this.detail.parts.length) this.detail = { ...this.detail, version: now.version };
  }

  /** Seals what the list shows of this case. A restricted case has none: its list is for everybody. */
  async summarise(): Promise<void> {
    if (this.detail.line.restricted || !this.desk.session.any("caseworker", "lead")) return;
    await this.desk.api.post(`cases/${this.id}/summary`, await this.desk.ask("summary", { case: this.id }));
  }

  alias(account: string | undefined): string {
    return shelfOf(this.desk).alias(account);
  }

  me(): string {
    return this.desk.session.me?.alias ?? "";
  }

  /** Whether this person works on cases, or was given this one for a time. */
  staff(): boolean {
    return this.desk.session.any("caseworker", "lead");
  }

  fact(name: string): string | undefined {
    return [this.open.report, ...this.open.messages].map(({ facts }) => facts[name]).filter((value) => value !== undefined && value !== "").pop();
  }

  /** Whether the reporter asked that nobody of their own community sees it. */
  notMyCommunity(): boolean {
    return this.open.report.facts["not_my_community"] === "yes";
  }

  /** One change at a time, so that the entry in the log says what was done. */
  async change(change: Omit<Change, "version" | "audit">, action: string, details: Record<string, string> = {}): Promise<void> {
    const seen = decided(this.detail);
    const send = (): Promise<unknown> => this.desk.api.change(`cases/${this.id}/state`, { ...change, version: this.detail.version }, this.act(action, details));
    try {
      await send();
    } catch (thrown) {
      if (!(thrown instanceof Refused && thrown.fault === "moved")) throw thrown;
      // That somebody read it, we ourselves among them, is a change of its row too, and no reason to look again.
      await this.load();
      if (decided(this.detail) !== seen) throw thrown;
      await send();
    }
    await this.load();
  }

  /** Sends what the worker sealed. What an entry can say of it, as the details of the act: its number, its statement, a new identity. */
  async part(sealed: SealedPart, action: string): Promise<void> {
    const { statement, body, staff, said: details } = sealed;
    const part: Omit<NewPart, "audit"> = { statement, body, ...(staff ? { staff } : {}) };
    await this.desk.api.change(`cases/${this.id}/parts`, part, this.act(action, details));
  }

  async note(about: string, text: string): Promise<void> {
    await this.part(await this.desk.ask("note", { case: this.id, author: this.me(), about, text }), "noted");
  }

  act(action: string, details: Record<string, string> = {}): Act {
    return { action, subject: this.id, details };
  }

  /** What search finds of this case. */
  words(): string[] {
    const { report, messages, replies, notes, translations, labels } = this.open;
    return [
      this.detail.line.number,
      ...[report, ...messages].flatMap(({ text, facts, files }) => [text, ...Object.values(facts), ...files.map(({ name }) => name)]),
      ...replies.flatMap((reply) => ("deleted" in reply ? [] : [reply.text])),
      ...notes.map(({ text }) => text),
      ...translations.map(({ text }) => text),
      ...labels,
    ];
  }

  summary(): { kind: string; text: string; who: string; labels: string[] } {
    const { report, labels } = this.open;
    const line = report.text.trim().split("\n")[0] ?? "";
    return { kind: report.methods[0] ?? "", text: [...line].slice(0, 80).join(""), who: "", labels };
  }
}

/** What people decided or the reporter said: if it is another by now, whoever changes something must look first. */
function decided({ line, lowered, links }: CaseDetail): string {
  const { status, reason, assignee, urgency, next_contact, restricted, messages, withdrawn, hold } = line;
  return JSON.stringify([status, reason, assignee, urgency, next_contact, restricted, messages, withdrawn, hold, lowered, links]);
}
