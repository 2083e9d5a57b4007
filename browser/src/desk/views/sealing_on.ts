// A case of a former team, sealed on to the newest: whoever does it signs which bytes they gave.
import { base64, hashOf, utf8 } from "../../lib/bytes.ts";
import type { Desk } from "../ui/view.ts";
import type { CaseDetail } from "../wire.ts";

/** How many cases are left to seal on; undefined if there is nothing to do in this one. */
export async function sealOn(desk: Desk, detail: CaseDetail): Promise<number | undefined> {
  const grants = await desk.ask("regrant", { detail });
  const epoch = desk.session.unlocked?.rosters.at(-1)?.epoch;
  if (grants.length === 0 || epoch === undefined) return undefined;
  const hash = (kind: "case" | "staff"): string | undefined => {
    const hashes = grants.filter((one) => one.kind === kind).map(({ grant }) => hashOf(base64.decode(grant)));
    return hashes.length > 1 ? hashOf(utf8(hashes.join("\n"))) : hashes[0];
  };
  const [ofCase, staff] = [hash("case"), hash("staff")];
  const details = { epoch: String(epoch), ...(ofCase === undefined ? {} : { case: ofCase }), ...(staff === undefined ? {} : { staff }) };
  const act = { action: "regranted", subject: detail.line.id, details };
  return (await desk.api.change<{ missing: number }>("team/regrant", { case: detail.line.id, grants }, act)).missing;
}
