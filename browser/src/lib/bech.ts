// Bech32 (BIP-173) without its length limit, as age uses it, with one text per key: whatever does not read back as
// itself is refused.
import { bech32 } from "@scure/base";

export function encodeKey(prefix: string, bytes: Uint8Array): string {
  return bech32.encode(prefix, bech32.toWords(bytes), false);
}

export function decodeKey(prefix: string, length: number, text: string): Uint8Array {
  const decoded = bech32.decode(text as `${string}1${string}`, false);
  const bytes = bech32.fromWords(decoded.words);
  const upper = prefix === prefix.toUpperCase();
  const again = encodeKey(prefix.toLowerCase(), bytes);
  if (bytes.length !== length || (upper ? again.toUpperCase() : again) !== text) throw new Error("not a key of the kind expected");
  return bytes;
}
