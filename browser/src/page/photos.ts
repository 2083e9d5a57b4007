// Photos: beside the original, a copy without place and device. Read in pieces; never drawn, so no pixel changes.
import { PhotoCleaner, cleanName, mediaType } from "../lib/photo.ts";

/** A copy larger than this is not made: it stays in memory until it is sent. */
const LARGEST = 64_000_000;
const PIECE = 1 << 20;

/** What came of a file: its clean copy, a picture that has none, or no picture at all. */
export type Copied = File | "not made" | "no picture";

export async function cleanCopyOf(file: File): Promise<Copied> {
  const cleaner = new PhotoCleaner();
  const kept: BlobPart[] = [];
  let size = 0;
  for (let at = 0; at < file.size && !cleaner.hopeless && size <= LARGEST; at += PIECE) {
    const gained = cleaner.push(new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer()));
    if (gained.length > 0) kept.push(gained as BlobPart);
    size += gained.length;
  }
  const verdict = size > LARGEST ? "broken" : cleaner.finish();
  if (verdict === "jpeg" || verdict === "png") return new File(kept, cleanName(file.name), { type: mediaType(verdict) });
  return verdict === "broken" || /^(image|video)\//.test(file.type) ? "not made" : "no picture";
}
