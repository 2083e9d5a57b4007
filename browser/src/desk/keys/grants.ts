// What was granted to us of one case: its identity, and that of its staff.
import { base64 } from "../../lib/bytes.ts";
import type { Grant } from "../wire.ts";
import { openGrant, type Identity } from "./identity.ts";
import { hostile, Refusal, refusedAs } from "./refusal.ts";

/**
 * The case's identity, from the grants that one of our keys opens.
 * A grant that opens and does not hold exactly one identity, or two that differ, is no honest sealer's.
 */
export function caseIdentity(grants: readonly Grant[], holders: readonly Identity[]): Identity {
  const found = granted(grants, "case", holders);
  if (!found[0]) throw new Refusal("no_grant");
  if (found.length > 1) throw hostile("grant", "differ");
  return found[0];
}

/** Every different identity of this kind that was granted to us. */
export function granted(grants: readonly Grant[], kind: Grant["kind"], holders: readonly Identity[]): Identity[] {
  const found = new Map<string, Identity>();
  for (const { grant } of grants.filter((one) => one.kind === kind)) {
    for (const holder of holders) {
      const identity = refusedAs(() => hostile(kind === "case" ? "grant" : "staff_grant", "malformed"), () => openGrant(base64.decode(grant), holder));
      if (identity && found.has(identity.recipient)) identity.forget();
      else if (identity) found.set(identity.recipient, identity);
    }
  }
  return [...found.values()];
}
