// Which fingerprints leads gave the team's key to, by the log: what the server says of its members is its word alone.
import { WorkerRefused } from "../office.ts";
import type { Desk } from "../ui/view.ts";
import type { AuditPage, Head, Member } from "../wire.ts";

const EMPTY: Head = { seq: 0, hash: "0".repeat(64) };

/**
 * The members whom the last entry about them gave the team's key under the fingerprint that they have now. Everybody else is to be
 * compared by voice, whatever the list of members says. Nobody is among them if the log does not hold.
 */
export async function comparedBefore(desk: Desk, members: readonly Member[]): Promise<Set<string>> {
  const given = new Map<string, string>();
  let head = EMPTY;
  for (;;) {
    const page = await desk.api.get<AuditPage>(`audit?after=${head.seq}`);
    if (page.entries.length === 0) break;
    try {
      const actors = [...members.map(({ actor }) => actor), page.service];
      const checked = await desk.ask("audit", { documents: page.entries, after: head, actors });
      head = checked.head;
      for (const { action, subject, details } of checked.entries) if (action === "granted") given.set(subject, details["fingerprint"] ?? "");
    } catch (thrown) {
      if (thrown instanceof WorkerRefused && thrown.reason === "audit") return new Set();
      throw thrown;
    }
    if (head.seq >= page.head.seq) break;
  }
  return new Set(members.filter(({ account, fingerprint }) => given.get(account) === fingerprint).map(({ account }) => account));
}
