// Clean copies of photographs: the twin of src/domain/src/photo. The same bytes in, the same bytes out; what is kept and why
// stands there and in docs/photos.md. Nothing is decoded, nothing is drawn on a canvas: no pixel changes, and a browser that
// guards against fingerprinting (Tor Browser hands out noise instead of a canvas' pixels) gives the same copy as any other.

import { Growing, joined } from "./photo/bytes.ts";
import { NOTHING, PNG_START } from "./photo/format.ts";
import type { Format, Keep, PhotoKind, Want } from "./photo/format.ts";
import { Jpeg } from "./photo/jpeg.ts";
import { Png } from "./photo/png.ts";

export type { PhotoKind };

/** What came of a file: its clean copy; a photograph that is broken; or a file that cannot be cleaned at all. */
export type PhotoVerdict = PhotoKind | 'broken' | 'other';

const JPEG_START = [0xff, 0xd8, 0xff];

/** A photograph being read in pieces of any size, and its clean copy being written. It holds at most some 128 KiB. */
export class PhotoCleaner {
  private state: Format | 'looking' | 'other' = 'looking';
  private want: Want = NOTHING;
  private held: Uint8Array = new Uint8Array(0);
  private filled = 0;

  /** Takes the next bytes of the file; returns what the clean copy gains by them. */
  push(bytes: Uint8Array): Uint8Array {
    const copy = new Growing(bytes.length);
    const keep: Keep = (kept) => copy.add(kept);
    let now = bytes;
    if (this.state === 'looking') {
      now = joined([this.held, bytes]);
      const mayBe = (start: number[]) => start.every((byte, at) => at >= now.length || now[at] === byte);
      const is = (start: number[]) => now.length >= start.length && mayBe(start);
      if (is(JPEG_START)) this.begin(new Jpeg());
      else if (is(PNG_START)) this.begin(new Png());
      else if (mayBe(JPEG_START) || mayBe(PNG_START)) this.held = now.slice();
      else this.state = 'other';
    }
    if (typeof this.state !== 'string') this.read(this.state, now, keep);
    return copy.all();
  }

  /** Whether no clean copy can come of it any more. */
  get hopeless(): boolean {
    return this.state === 'other' || (this.state !== 'looking' && this.want.want === 'broken');
  }

  /** The file has ended. Unless the answer is a kind of photograph, what was returned so far is worth nothing. */
  finish(): PhotoVerdict {
    if (typeof this.state === 'string') return 'other';
    return this.want.want === 'nothing' ? this.state.kind : 'broken';
  }

  private begin(format: Format): void {
    this.state = format;
    this.want = format.first;
    this.held = new Uint8Array(0);
  }

  private read(format: Format, bytes: Uint8Array, keep: Keep): void {
    let rest = bytes;
    while (rest.length > 0) {
      const want = this.want;
      if (want.want === 'whole') {
        if (this.held.length !== want.count) {
          this.held = new Uint8Array(want.count);
          this.filled = 0;
        }
        const held = this.held;
        const now = rest.subarray(0, want.count - this.filled);
        held.set(now, this.filled);
        this.filled += now.length;
        rest = rest.subarray(now.length);
        if (this.filled < want.count) return;
        this.filled = 0;
        this.want = format.whole(held, keep);
      } else if (want.want === 'pass') {
        const now = rest.subarray(0, want.left);
        format.passing(now);
        if (want.keep) keep(now);
        rest = rest.subarray(now.length);
        want.left -= now.length;
        if (want.left === 0) this.want = format.passed();
      } else if (want.want === 'scan') {
        const at = rest.indexOf(0xff);
        keep(at < 0 ? rest : rest.subarray(0, at));
        if (at < 0) return;
        rest = rest.subarray(at + 1);
        this.want = format.passed();
      } else {
        return;
      }
    }
  }
}

/** The clean copy of a photograph that lies in memory; null for any other file and for a broken one. */
export function cleanPhoto(photo: Uint8Array): Uint8Array | null {
  const cleaner = new PhotoCleaner();
  const copy = cleaner.push(photo);
  const verdict = cleaner.finish();
  return verdict === 'jpeg' || verdict === 'png' ? copy : null;
}

/** The clean copy's name: `-clean` before the ending. */
export function cleanName(name: string): string {
  const dot = name.lastIndexOf('.');
  if (dot <= 0 || /[/\\]/.test(name.slice(dot + 1))) return `${name}-clean`;
  return `${name.slice(0, dot)}-clean${name.slice(dot)}`;
}

/** The media type of a kind's files. */
export function mediaType(kind: PhotoKind): string {
  return kind === 'jpeg' ? 'image/jpeg' : 'image/png';
}
