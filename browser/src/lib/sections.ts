// The frame of what is sent sealed: a first line that names the format, then sections, each behind its length (four
// bytes, most significant first), and nothing behind them.
import { concat, utf8 } from "./bytes.ts";

export function frame(magic: string, ...sections: readonly Uint8Array[]): Uint8Array {
  const parts = [utf8(`${magic}\n`)];
  for (const section of sections) {
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, section.length);
    parts.push(length, section);
  }
  return concat(...parts);
}
