// Parts of a case handed to a body outside (`tocsin.bundle/1`): signed by the team, and either sealed to the body's key as an
// archive that stock `age` and `tar` open, or one page for people without tools. Neither the case's id nor a person of the team
// stands in it.
import { seal } from "../../../lib/age.ts";
import { hashOf, utf8, wellFormed, type Random } from "../../../lib/bytes.ts";
import { canonical, type Json } from "../../../lib/canonical.ts";
import type { Roster } from "../../../lib/roster.ts";
import { recipientFingerprint, type SecretSigning } from "../identity.ts";
import { Refusal } from "../refusal.ts";
import { HIDDEN, page } from "./page.ts";
import { archive } from "./tar.ts";

const FORMAT = "tocsin.bundle/1";
const CONTEXT = "tocsin/bundle/1";
const MAX_ITEMS = 500;
/** In bytes. */
const MAX_NOTE = 20_000;
const MAX_NAME = 255;
/** Bytes of all parts together: of a sealed bundle, which is made in memory, and of a page, out of which browsers save no larger files. */
const MAX_SEALED = 200_000_000;
const MAX_PAGE = 20_000_000;

/** A part, before it is named. Words have the media type `text/plain` and no name. */
export interface Item {
  kind: "report" | "message" | "reply" | "translation" | "contact" | "file";
  /** Its number in its own chain; of a file, that of the message it came with. */
  number: number;
  at: number;
  language: string;
  name: string;
  mediaType: string;
  bytes: Uint8Array;
}

/** A part as the manifest names it. */
export type Named = Omit<Item, "mediaType" | "bytes"> & { length: number; media_type: string; path: string; sha256: string };

export interface Manifest {
  at: number;
  case: string;
  cautions: string[];
  format: string;
  note: string;
  parts: Named[];
  roster_hash: string;
  to: string;
}

export interface Bundle {
  manifest: Manifest;
  /** The signed manifest. */
  document: string;
  /** All roster documents, oldest first. */
  rosters: readonly string[];
  items: readonly Uint8Array[];
}

/** What a bundle says beside its parts; `to`: the recipient it will be sealed to, none for a page. */
export interface Beside {
  case: string;
  at: number;
  note: string;
  cautions: string[];
  to: string | undefined;
}

/** `team` is the key of the newest roster's team; `documents` are all rosters. */
export function signBundle(about: Beside, items: readonly Item[], roster: Roster, documents: readonly string[], team: SecretSigning): Bundle {
  const manifest: Manifest = {
    at: about.at,
    case: about.case,
    cautions: about.cautions,
    format: FORMAT,
    note: about.note,
    parts: items.map(named),
    roster_hash: roster.hash,
    to: about.to === undefined ? "" : recipientFingerprint(about.to),
  };
  if (!withinBounds(manifest)) throw new Refusal("text", { why: "bounds" });
  const size = items.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (size > (about.to === undefined ? MAX_PAGE : MAX_SEALED)) throw new Refusal("file", { why: "too_large" });
  const signed = manifest as unknown as Json;
  const signature = team.sign(CONTEXT, utf8(canonical(signed)));
  return { manifest, document: canonical({ manifest: signed, signature }), rosters: documents, items: items.map(({ bytes }) => bytes) };
}

/** The archive of a bundle, before it is sealed. */
export function bundleArchive({ manifest, document, rosters, items }: Bundle): Uint8Array {
  return archive([
    ["manifest.json", utf8(document)],
    ...rosters.map((roster, at) => [`rosters/${at + 1}.json`, utf8(roster)] as const),
    ...manifest.parts.map(({ path }, at) => [path, items[at]!] as const),
  ]);
}

/** The file that is handed over. */
export function bundleFile(bundle: Bundle, to: string | undefined, random: Random): { name: string; bytes: Uint8Array } {
  const name = `case-${bundle.manifest.case}`;
  if (to === undefined) return { name: `${name}.html`, bytes: utf8(page(bundle)) };
  const plain = bundleArchive(bundle);
  const bytes = seal(plain, [to], random);
  plain.fill(0);
  return { name: `${name}.tar.age`, bytes };
}

export { page as bundlePage };

function named({ bytes, mediaType, ...item }: Item, at: number): Named {
  return {
    at: item.at,
    kind: item.kind,
    language: isTag(item.language) ? item.language : "",
    length: bytes.length,
    media_type: isMediaType(mediaType) ? mediaType : "application/octet-stream",
    name: item.name,
    number: item.number,
    path: pathOf(item, at + 1),
    sha256: hashOf(bytes),
  };
}

/** `parts/001-report.txt`, `parts/002-message-1.txt`, `parts/003-file.jpg`: nothing of a sender's name but a harmless ending. */
function pathOf({ kind, number, name }: Pick<Item, "kind" | "number" | "name">, place: number): string {
  const begin = `parts/${String(place).padStart(3, "0")}-${kind}`;
  if (kind === "report" || kind === "contact") return `${begin}.txt`;
  if (kind !== "file") return `${begin}-${number}.txt`;
  const ending = name.includes(".") ? name.slice(name.lastIndexOf(".") + 1) : "";
  return `${begin}.${/^[A-Za-z0-9]{1,5}$/.test(ending) ? ending.toLowerCase() : "bin"}`;
}

function isTag(text: string): boolean {
  return /^[A-Za-z0-9-]{1,35}$/.test(text);
}

function isMediaType(text: string): boolean {
  return text.length <= MAX_NAME && /^[A-Za-z0-9.+-]+\/[A-Za-z0-9.+-]+$/.test(text);
}

function withinBounds({ at, case: number, note, parts }: Manifest): boolean {
  const time = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
  const sound = (part: Named): boolean => {
    const words = part.kind !== "file";
    return time(part.at) && utf8(part.name).length <= MAX_NAME && !HIDDEN.test(part.name) && (!words || (part.name === "" && part.media_type === "text/plain"));
  };
  const texts = wellFormed(note) === note && utf8(note).length <= MAX_NOTE;
  return /^[A-Za-z0-9-]{1,32}$/.test(number) && time(at) && texts && parts.length >= 1 && parts.length <= MAX_ITEMS && parts.every(sound);
}
