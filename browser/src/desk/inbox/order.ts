// Which cases stand in the list, and in which order: pure, so that ten thousand are sorted and filtered without a pause.
import type { CaseLine, Level, Status } from "../wire.ts";

/** What the list is narrowed to; an empty choice lets everything through. */
export interface Filter {
  urgency: Level | "";
  /** `open` is everything but closed. */
  status: Status | "open" | "";
  assignee: "me" | "nobody" | "somebody" | "";
  language: string;
  label: string;
  /** Next contact: due by now, or within a day, or any date at all. */
  contact: "due" | "day" | "any" | "";
  unread: boolean;
  restricted: boolean;
  junk: boolean;
  /** Lowered urgency that waits for a colleague. */
  lowered: boolean;
}

/** What a desk shows first: what is not closed. */
export const FIRST: Readonly<Filter> = {
  urgency: "",
  status: "open",
  assignee: "",
  language: "",
  label: "",
  contact: "",
  unread: false,
  restricted: false,
  junk: false,
  lowered: false,
};

const RANK: Readonly<Record<Level, number>> = { critical: 0, urgent: 1, routine: 2 };
const DAY = 86_400;

/** Most urgent first, then newest, by the reporter's last word; the id decides between equals, so that nothing jumps. */
export function compare(a: CaseLine, b: CaseLine): number {
  return RANK[a.urgency] - RANK[b.urgency] || b.last - a.last || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** What filters need to know beside the lines. */
export interface Around {
  me: string;
  now: number;
  labels: (id: string) => readonly string[];
}

export function fits(filter: Filter, line: CaseLine, around: Around): boolean {
  if (filter.urgency !== "" && line.urgency !== filter.urgency) return false;
  if (filter.status === "open" ? line.status === "closed" : filter.status !== "" && line.status !== filter.status) return false;
  if (filter.assignee === "me" && line.assignee !== around.me) return false;
  if (filter.assignee === "nobody" && line.assignee !== undefined) return false;
  if (filter.assignee === "somebody" && line.assignee === undefined) return false;
  if (filter.language !== "" && line.language !== filter.language) return false;
  if (filter.unread && !line.unread) return false;
  if (filter.restricted && !line.restricted) return false;
  if (filter.junk && line.junk.length === 0) return false;
  if (filter.lowered && !line.lowered) return false;
  if (filter.contact !== "" && !contactFits(filter.contact, line.next_contact, around.now)) return false;
  return filter.label === "" || around.labels(line.id).includes(filter.label);
}

function contactFits(wanted: "due" | "day" | "any", at: number | undefined, now: number): boolean {
  if (at === undefined) return false;
  if (wanted === "any") return true;
  return at <= (wanted === "due" ? now : now + DAY);
}

/** Open cases whose next contact is due: all of them, and those that this person looks after. */
export function contactsDue(lines: readonly CaseLine[], around: Pick<Around, "me" | "now">): { all: number; mine: number } {
  const due = lines.filter(({ status, next_contact }) => status !== "closed" && contactFits("due", next_contact, around.now));
  return { all: due.length, mine: due.filter(({ assignee }) => assignee === around.me).length };
}

/** How many choices narrow the list beyond what a desk shows first. */
export function narrowed(filter: Filter): number {
  return Object.keys(FIRST).filter((key) => filter[key as keyof Filter] !== FIRST[key as keyof Filter]).length;
}

/** What a poll brought: cases that were not there before, and cases in which the reporter has said more. */
export interface News {
  arrived: CaseLine[];
  more: CaseLine[];
}

export function news(before: ReadonlyMap<string, CaseLine>, after: readonly CaseLine[]): News {
  const found: News = { arrived: [], more: [] };
  for (const line of after) {
    const known = before.get(line.id);
    if (!known) found.arrived.push(line);
    else if (line.last > known.last && line.messages > known.messages) found.more.push(line);
  }
  return found;
}

/** Calls that ring and nobody has taken: what the window's title shouts. */
export function ringing(lines: Iterable<CaseLine>): number {
  let count = 0;
  for (const line of lines) if (line.wakes && line.status !== "closed") count++;
  return count;
}

/** An age in the coarsest unit that says enough. */
export function age(at: number, now: number): { unit: "minutes" | "hours" | "days"; count: number } {
  const seconds = Math.max(0, now - at);
  if (seconds < 3_600) return { unit: "minutes", count: Math.floor(seconds / 60) };
  if (seconds < 2 * DAY) return { unit: "hours", count: Math.floor(seconds / 3_600) };
  return { unit: "days", count: Math.floor(seconds / DAY) };
}
