// What this page knows of the cases: the server's lines, and while the keys are open the summaries and what search finds.
// One for the whole desk, so that the list is there at once when somebody comes back from a case.
import type { Summary } from "../errands.ts";
import { SearchIndex } from "../search/index.ts";
import type { Desk } from "../ui/view.ts";
import type { CaseLine, Cases, Named } from "../wire.ts";
import { news, ringing, type News } from "./order.ts";

/** Milliseconds between two looks at the server while somebody looks at the page. */
const EVERY = 30_000;
/** Summaries are opened so many at a time, so that whoever scrolls is never kept waiting. */
const BATCH = 250;

export type Heard =
  | { kind: "lines" } // lines came or changed
  | { kind: "news"; news: News } // the reporter's side brought something since the last look
  | { kind: "summaries" } // some were opened
  | { kind: "purged" }; // the keys are gone

export class Shelf {
  readonly lines = new Map<string, CaseLine>();
  readonly people = new Map<string, Named>();
  readonly index = new SearchIndex();
  /** Whether every page of the list has come. */
  complete = false;
  /** When the list was last heard of, by our own clock; 0: never. */
  heardAt = 0;
  readonly #summaries = new Map<string, Summary | null>();
  readonly #asked = new Set<string>();
  readonly #listeners = new Set<(heard: Heard) => void>();
  #loading: Promise<void> | undefined;
  #further: string[] = [];
  #turn = 0;
  #opening = false;
  /** Grows at every purge: an answer that was on its way meanwhile is for nobody. */
  #life = 0;

  constructor(private readonly desk: Desk) {
    desk.session.on((happened) => {
      if (happened === "locked" || happened === "out") this.purge();
      if (happened === "out") this.#forgetLines();
      if (happened === "unlocked") void this.openAll();
    });
    setInterval(() => void this.poll(), EVERY);
    this.on((heard) => {
      if (heard.kind === "news") this.#announce(heard.news);
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && Date.now() - this.heardAt > EVERY) void this.poll();
    });
    // Every page of the desk sets its own title; the shout stands before all of them.
    const title = document.querySelector("title");
    if (title) new MutationObserver(() => this.#shout()).observe(title, { childList: true });
  }

  on(listener: (heard: Heard) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  alias(account: string | undefined): string {
    if (account === undefined) return "";
    if (account === this.desk.session.me?.account) return this.desk.session.me.alias;
    return this.people.get(account)?.alias ?? account.slice(0, 8);
  }

  summary(id: string): Summary | null | undefined {
    return this.#summaries.get(id);
  }

  labels(id: string): readonly string[] {
    return this.#summaries.get(id)?.labels ?? [];
  }

  /** Every label that stands on some case, sorted. */
  allLabels(): string[] {
    const found = new Set<string>();
    for (const summary of this.#summaries.values()) for (const label of summary?.labels ?? []) found.add(label);
    return [...found].sort((a, b) => a.localeCompare(b));
  }

  /** What an opened case gives the list and the search. */
  learned(id: string, summary: Summary | undefined, words: readonly string[]): void {
    if (summary) {
      this.#summaries.set(id, summary);
      this.#indexHead(id, summary);
    }
    this.index.body(id, words);
    this.#tell({ kind: "summaries" });
  }

  /** A line as it stands after a change of ours, before the next look. */
  changed(line: CaseLine): void {
    this.lines.set(line.id, line);
    this.#tell({ kind: "lines" });
    this.#shout();
  }

  /** The whole list, page by page; the first page shows before the others are there. */
  load(): Promise<void> {
    return (this.#loading ??= this.#load().finally(() => (this.#loading = undefined)));
  }

  async #load(): Promise<void> {
    // What came since the last look is news here as well, unless nothing was ever looked at.
    const before = this.complete ? new Map(this.lines) : undefined;
    const seen = new Set<string>();
    const further: string[] = [];
    let next: string | null = null;
    do {
      const page: Cases = await this.#page(next);
      for (const { id } of page.cases) seen.add(id);
      this.#take(page);
      next = page.next;
      if (next !== null) further.push(next);
      void this.openAll();
    } while (next !== null);
    this.#further = further;
    this.complete = true;
    // What the whole list does not hold any more is gone: withdrawn and destroyed, or not ours to see.
    for (const id of [...this.lines.keys()]) if (!seen.has(id)) this.#drop(id);
    this.#tell({ kind: "lines" });
    const heard = before && news(before, [...this.lines.values()]);
    if (heard && heard.arrived.length + heard.more.length > 0) this.#tell({ kind: "news", news: heard });
  }

  /**
   * Looks whether something came: the first page, which holds what is most urgent and newest, and in turn one of the others.
   * Nothing is asked while nobody looks or nobody is signed in.
   */
  async poll(): Promise<void> {
    if (document.visibilityState !== "visible" || !this.desk.session.me || !this.complete || this.#loading) return;
    try {
      const before = new Map(this.lines);
      const first = await this.#page(null);
      this.#take(first);
      const other = this.#further[this.#turn++ % Math.max(1, this.#further.length)];
      if (other !== undefined) this.#take(await this.#page(other));
      else this.#only(first);
      const heard = news(before, [...this.lines.values()]);
      if (heard.arrived.length + heard.more.length > 0) this.#tell({ kind: "news", news: heard });
      void this.openAll();
    } catch {
      // The next look tries again; the list says how old it is.
      this.#tell({ kind: "lines" });
    }
  }

  /** Opens summaries of these cases before any other. */
  async openFirst(ids: readonly string[]): Promise<void> {
    await this.#open(ids.filter((id) => this.#closed(id)).slice(0, BATCH));
  }

  /** Opens every summary that is there, a batch at a time. */
  async openAll(): Promise<void> {
    if (this.#opening) return;
    this.#opening = true;
    try {
      for (;;) {
        const some: string[] = [];
        for (const id of this.lines.keys()) {
          if (this.#closed(id)) some.push(id);
          if (some.length === BATCH) break;
        }
        if (some.length === 0) return;
        await this.#open(some);
        // What the person does comes first.
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
    } finally {
      this.#opening = false;
    }
  }

  /** Forgets whatever the keys had opened. */
  purge(): void {
    this.#life++;
    this.#summaries.clear();
    this.#asked.clear();
    this.index.purge();
    this.#tell({ kind: "purged" });
  }

  #page(after: string | null): Promise<Cases> {
    return this.desk.api.get<Cases>(after === null ? "cases" : `cases?after=${encodeURIComponent(after)}`);
  }

  #take({ cases, people }: Cases): void {
    for (const named of people) this.people.set(named.account, named);
    for (const line of cases) {
      const known = this.lines.get(line.id);
      // A newer summary is opened again.
      if (known?.summary?.sealed !== line.summary?.sealed) this.#forget(line.id);
      this.lines.set(line.id, line);
    }
    this.heardAt = Date.now();
    this.#tell({ kind: "lines" });
    this.#shout();
  }

  /** The first page was the whole list: what it lacks is gone. */
  #only({ cases, next }: Cases): void {
    if (next !== null) {
      this.#further = [next];
      return;
    }
    const ids = new Set(cases.map(({ id }) => id));
    for (const id of [...this.lines.keys()]) if (!ids.has(id)) this.#drop(id);
  }

  #closed(id: string): boolean {
    return this.desk.session.unlocked !== undefined && !this.#asked.has(id) && this.lines.get(id)?.summary !== undefined;
  }

  async #open(ids: readonly string[]): Promise<void> {
    if (ids.length === 0 || !this.desk.session.unlocked) return;
    const life = this.#life;
    for (const id of ids) this.#asked.add(id);
    const sealed = ids.flatMap((id) => {
      const summary = this.lines.get(id)?.summary;
      return summary ? [{ case: id, epoch: summary.epoch, sealed: summary.sealed }] : [];
    });
    try {
      const opened = await this.desk.session.office().ask("summaries", sealed);
      if (life !== this.#life) return;
      sealed.forEach(({ case: id }, at) => {
        const summary = opened[at] ?? null;
        this.#summaries.set(id, summary);
        if (summary) this.#indexHead(id, summary);
      });
      this.#tell({ kind: "summaries" });
    } catch {
      // Locked meanwhile, or the worker is gone: nothing to show, and nothing was shown.
    }
  }

  /** Said softly, whatever page is open: whoever writes an answer goes on writing, and whoever listens hears it between two sentences. */
  #announce({ arrived, more }: News): void {
    const { desk } = this;
    const parts = [arrived.length > 0 && desk.t("inbox-arrived", { count: arrived.length }), more.length > 0 && desk.t("inbox-more", { count: more.length })];
    desk.say(parts.filter((part) => part !== false).join(" "));
  }

  #indexHead(id: string, { text, who, labels }: Summary): void {
    this.index.head(id, this.lines.get(id)?.number ?? "", text, who, labels.join("\n"));
  }

  #forget(id: string): void {
    this.#summaries.delete(id);
    this.#asked.delete(id);
  }

  #drop(id: string): void {
    this.lines.delete(id);
    this.#forget(id);
    this.index.drop(id);
  }

  #forgetLines(): void {
    this.lines.clear();
    this.people.clear();
    this.complete = false;
    this.heardAt = 0;
    this.#shout();
  }

  #tell(heard: Heard): void {
    for (const listener of [...this.#listeners]) listener(heard);
  }

  /** A call that nobody has taken stands before the window's title, whatever page is open. */
  #shout(): void {
    const count = ringing(this.lines.values());
    const bare = document.title.replace(/^\(\d+!\) /, "");
    const title = count > 0 ? `(${count}!) ${bare}` : bare;
    if (document.title !== title) document.title = title;
  }
}

const shelves = new WeakMap<Desk, Shelf>();

export function shelfOf(desk: Desk): Shelf {
  let shelf = shelves.get(desk);
  if (!shelf) shelves.set(desk, (shelf = new Shelf(desk)));
  return shelf;
}
