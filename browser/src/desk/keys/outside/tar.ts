// The plainest archives that `tar` reads (POSIX ustar): regular files with short names, no owner, no time, mode 0600. Zeros
// behind the end up to a padded size, which `tar` passes over.
import { utf8 } from "../../../lib/bytes.ts";
import { padme } from "../../../lib/padding.ts";

const BLOCK = 512;

/** Names are ours: ASCII, below 100 bytes. */
export function archive(files: readonly (readonly [name: string, bytes: Uint8Array])[]): Uint8Array {
  const length = files.reduce((sum, [, bytes]) => sum + BLOCK + whole(bytes.length), 2 * BLOCK);
  const made = new Uint8Array(padme(length));
  let at = 0;
  for (const [name, bytes] of files) {
    made.set(header(name, bytes.length), at);
    made.set(bytes, at + BLOCK);
    at += BLOCK + whole(bytes.length);
  }
  return made;
}

function whole(length: number): number {
  return Math.ceil(length / BLOCK) * BLOCK;
}

function header(name: string, length: number): Uint8Array {
  const head = new Uint8Array(BLOCK);
  const put = (at: number, text: string): void => head.set(utf8(text), at);
  put(0, name);
  put(100, "0000600");
  put(108, "0000000");
  put(116, "0000000");
  put(124, length.toString(8).padStart(11, "0"));
  put(136, "00000000000");
  // Where its own sum stands, it counts as blanks.
  put(148, "        ");
  put(156, "0");
  put(257, "ustar\x0000");
  const sum = head.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, "0")}\0 `);
  return head;
}
