// What was granted to us of one case: its identity, and that of its staff.
import { base64 } from "../../lib/bytes.ts";
import type { Grant } from "../wire.ts";
import { openGrant, type Identity } from "./identity.ts";
import { hostile, Refusal } from "./refusal.ts";

/**
 * The case's identity, from the grants that one of our keys opens. Whoever can write a row can put a grant beside the right one:
 * of several the one that `named` is taken, and what holds no key is passed over and told in `junk`.
 */
export function caseIdentity(grants: readonly Grant[], holders: readonly Identity[], named?: string, junk: string[] = []): Identity {
  const found = granted(grants, "case", holders, junk);
  if (found.length > 1) junk.push("another");
  const right = found.length > 1 ? found.find(({ recipient }) => recipient === named) : found[0];
  if (right) return right;
  if (found.length > 1) throw hostile("grant", "differ");
  throw junk.length > 0 ? hostile("grant", "malformed") : new Refusal("no_grant");
}

/** Every different identity of this kind that was granted to us. What was sealed to us and holds no key is counted in `junk`. */
export function granted(grants: readonly Grant[], kind: Grant["kind"], holders: readonly Identity[], junk: string[] = []): Identity[] {
  const found = new Map<string, Identity>();
  for (const { grant } of grants.filter((one) => one.kind === kind)) {
    for (const holder of holders) {
      try {
        const identity = openGrant(base64.decode(grant), holder);
        if (identity && found.has(identity.recipient)) identity.forget();
        else if (identity) found.set(identity.recipient, identity);
      } catch {
        junk.push("malformed");
        break;
      }
    }
  }
  return [...found.values()];
}
