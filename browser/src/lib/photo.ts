// Clean copies of photographs: the twin of src/domain/src/photo. The same bytes in, the same bytes out; what is kept and why
// stands there and in docs/photos.md. Nothing is decoded, nothing is drawn on a canvas: no pixel changes, and a browser that
// guards against fingerprinting (Tor Browser hands out noise instead of a canvas' pixels) gives the same copy as any other.

/** A kind of photograph that can be cleaned. */
export type PhotoKind = 'jpeg' | 'png';

/** What came of a file: its clean copy; a photograph that is broken; or a file that cannot be cleaned at all. */
export type PhotoVerdict = PhotoKind | 'broken' | 'other';

/** What the reader of a format wants of the next bytes. Never of none. */
type Want =
  | { readonly want: 'whole'; readonly count: number }
  | { readonly want: 'pass'; left: number; readonly keep: boolean }
  | { readonly want: 'scan' }
  | { readonly want: 'nothing' }
  | { readonly want: 'broken' };

const NOTHING: Want = { want: 'nothing' };
const BROKEN: Want = { want: 'broken' };
const SCAN: Want = { want: 'scan' };
const whole = (count: number): Want => ({ want: 'whole', count });

type Keep = (bytes: Uint8Array) => void;

interface Format {
  readonly kind: PhotoKind;
  readonly first: Want;
  whole(bytes: Uint8Array, keep: Keep): Want;
  passing(bytes: Uint8Array): void;
  passed(): Want;
}

const JPEG_START = [0xff, 0xd8, 0xff];
const PNG_START = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

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

/** Tables before the first scan are held until it is known which way is up. Honest ones take some kilobytes. */
const MOST_TABLES = 64 * 1024;

const JFIF = [0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0];
const EXIF = [0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0];
const ADOBE = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0];

type JpegPlace = 'start' | 'marker' | 'code' | 'length' | 'body' | 'left' | 'scan' | 'in scan';

/** JPEG: what a decoder needs, in the order in which it stood. */
class Jpeg implements Format {
  readonly kind = 'jpeg';
  readonly first = whole(2);
  private place: JpegPlace = 'start';
  private code = 0;
  private jfif = false;
  private adobe: number | null = null;
  private orientation: number | null = null;
  private readonly components: number[] = [];
  private tables: Uint8Array[] = [];
  private tableBytes = 0;
  private scanning = false;

  whole(bytes: Uint8Array, keep: Keep): Want {
    const byte = bytes[0] ?? 0;
    switch (this.place) {
      case 'start':
        return this.at('marker', 1);
      case 'marker':
        return byte === 0xff ? this.at('code', 1) : BROKEN;
      case 'in scan':
        if (byte === 0 || (byte >= 0xd0 && byte <= 0xd7)) {
          keep(Uint8Array.of(0xff, byte));
          return this.scan();
        }
        return byte === 0xff ? this.at('in scan', 1) : this.marker(byte, keep);
      case 'code':
        return byte === 0xff ? this.at('code', 1) : this.marker(byte, keep);
      case 'length':
        return this.length(byte * 256 + (bytes[1] ?? 0));
      case 'body':
        return this.body(bytes, keep);
      default:
        return BROKEN;
    }
  }

  passing(): void {}

  passed(): Want {
    return this.place === 'scan' ? this.at('in scan', 1) : this.at('marker', 1);
  }

  private at(place: JpegPlace, count: number): Want {
    this.place = place;
    return whole(count);
  }

  private scan(): Want {
    this.place = 'scan';
    return SCAN;
  }

  private marker(code: number, keep: Keep): Want {
    if (code === 0xd9 && this.scanning) {
      keep(Uint8Array.of(0xff, 0xd9));
      return NOTHING;
    }
    const known = [0xc0, 0xc1, 0xc2, 0xc9, 0xca, 0xc4, 0xcc, 0xdb, 0xdd, 0xda];
    if (!known.includes(code) && !application(code)) return BROKEN;
    this.code = code;
    return this.at('length', 2);
  }

  private length(length: number): Want {
    if (length < 2) return BROKEN;
    const body = length - 2;
    const telling = (this.code === 0xe0 || this.code === 0xe1 || this.code === 0xee) && !this.scanning;
    if (body === 0) return application(this.code) ? this.at('marker', 1) : BROKEN;
    if (application(this.code) && !telling) {
      this.place = 'left';
      return { want: 'pass', left: body, keep: false };
    }
    return this.at('body', body);
  }

  private body(body: Uint8Array, keep: Keep): Want {
    const code = this.code;
    if (application(code)) return this.told(body) ? this.at('marker', 1) : BROKEN;
    if (!this.fits(body)) return BROKEN;
    if (code === 0xda && !this.scanning) {
      this.scanning = true;
      this.head(keep);
    }
    const size = body.length + 2;
    const segment = joined([Uint8Array.of(0xff, code, size >> 8, size & 255), body]);
    if (this.scanning) {
      keep(segment);
    } else {
      this.tables.push(segment);
      this.tableBytes += segment.length;
      if (this.tableBytes > MOST_TABLES) return BROKEN;
    }
    return code === 0xda ? this.scan() : this.at('marker', 1);
  }

  /** An application's segment: false if a decoder could not know what to make of it. */
  private told(body: Uint8Array): boolean {
    if (this.code === 0xe0) {
      this.jfif ||= body.length >= 14 && startsWith(body, 'JFIF\0');
    } else if (this.code === 0xe1) {
      if (startsWith(body, 'Exif\0\0')) this.orientation ??= orientation(body.subarray(6));
    } else {
      const transform = body[11];
      if (transform !== undefined && startsWith(body, 'Adobe')) {
        this.adobe = transform;
        return transform <= 2;
      }
    }
    return true;
  }

  private fits(body: Uint8Array): boolean {
    switch (this.code) {
      case 0xdb:
        return quantisation(body);
      case 0xc4:
        return huffman(body);
      case 0xcc:
        return body.length % 2 === 0;
      case 0xdd:
        return body.length === 2;
      case 0xda:
        return this.scanHead(body);
      default:
        return this.frame(body);
    }
  }

  private head(keep: Keep): void {
    keep(Uint8Array.of(0xff, 0xd8));
    if (this.jfif) keep(Uint8Array.from(JFIF));
    if (this.orientation !== null && this.orientation > 1) keep(Uint8Array.from([...EXIF, this.orientation, 0, 0, 0, 0, 0, 0]));
    if (this.adobe !== null) keep(Uint8Array.from([...ADOBE, this.adobe]));
    this.tables.forEach(keep);
    this.tables = [];
    this.tableBytes = 0;
  }

  private frame(body: Uint8Array): boolean {
    const count = body[5] ?? 0;
    const height = (body[1] ?? 0) * 256 + (body[2] ?? 0);
    const width = (body[3] ?? 0) * 256 + (body[4] ?? 0);
    if (this.components.length > 0 || height === 0 || width === 0) return false;
    if (count < 1 || count > 4 || body.length !== 6 + count * 3) return false;
    for (let at = 6; at < body.length; at += 3) {
      const [id = 0, sampling = 0, table = 0] = body.subarray(at, at + 3);
      const side = (size: number) => size >= 1 && size <= 4;
      if (!side(sampling >> 4) || !side(sampling & 15) || table > 3 || this.components.includes(id)) return false;
      this.components.push(id);
    }
    return true;
  }

  private scanHead(body: Uint8Array): boolean {
    const count = body[0] ?? 0;
    if (count < 1 || count > 4 || body.length !== 4 + count * 2) return false;
    for (let at = 1; at < 1 + count * 2; at += 2) {
      const [id = 0, tables = 0] = body.subarray(at, at + 2);
      if (!this.components.includes(id) || tables >> 4 > 3 || (tables & 15) > 3) return false;
    }
    return true;
  }
}

function application(code: number): boolean {
  return (code >= 0xe0 && code <= 0xef) || code === 0xfe;
}

/** Tables of 64 values, of one byte or two, and nothing behind them. */
function quantisation(body: Uint8Array): boolean {
  let at = 0;
  while (at < body.length) {
    const head = body[at] ?? 0;
    if (head >> 4 > 1 || (head & 15) > 3) return false;
    at += 1 + (head >> 4 === 0 ? 64 : 128);
  }
  return at === body.length;
}

/** Tables of 16 counts and as many values as they add up to, and nothing behind them. */
function huffman(body: Uint8Array): boolean {
  let at = 0;
  while (at < body.length) {
    const head = body[at] ?? 0;
    const counts = body.subarray(at + 1, at + 17);
    const size = counts.reduce((sum, count) => sum + count, 0);
    if (counts.length < 16 || head >> 4 > 1 || (head & 15) > 3 || size > 256) return false;
    at += 17 + size;
  }
  return at === body.length;
}

/** Which way is up, 1 to 8, from EXIF's first directory (TIFF 6.0). */
function orientation(tiff: Uint8Array): number | null {
  const little = startsWith(tiff, 'II*\0');
  if (!little && !startsWith(tiff, 'MM\0*')) return null;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const two = (at: number) => (at + 2 <= tiff.length ? view.getUint16(at, little) : null);
  const four = (at: number) => (at + 4 <= tiff.length ? view.getUint32(at, little) : null);
  const directory = four(4);
  if (directory === null) return null;
  const entries = two(directory) ?? 0;
  for (let entry = 0; entry < entries; entry += 1) {
    const at = directory + 2 + entry * 12;
    const tag = two(at);
    if (tag === null) return null;
    if (tag === 0x0112 && two(at + 2) === 3 && four(at + 4) === 1) {
      const way = two(at + 8);
      return way !== null && way >= 1 && way <= 8 ? way : null;
    }
  }
  return null;
}

const INDEXED = 3;
const MOST = 0x7fff_ffff;

type PngPlace = 'start' | 'head' | 'short' | 'sum';

/** PNG: header, palette where the colours need one, transparency, picture data, end. */
class Png implements Format {
  readonly kind = 'png';
  readonly first = whole(PNG_START.length);
  private place: PngPlace = 'start';
  private chunkHead = new Uint8Array(8);
  private type = '';
  private keptSum = false;
  private sum = new Sum();
  private depth = 0;
  private colours = 0;
  private palette = 0;
  private transparency = false;
  private picture = false;

  whole(bytes: Uint8Array, keep: Keep): Want {
    switch (this.place) {
      case 'start':
        keep(bytes);
        return this.at('head', 8);
      case 'head':
        this.chunkHead = bytes.slice();
        this.type = String.fromCharCode(...bytes.subarray(4));
        return this.chunk(keep);
      case 'short': {
        const body = bytes.subarray(0, bytes.length - 4);
        this.sum.add(body);
        if (!this.sum.is(bytes.subarray(body.length)) || !this.read(body)) return BROKEN;
        keep(this.chunkHead);
        keep(bytes);
        return this.at('head', 8);
      }
      case 'sum':
        if (!this.sum.is(bytes)) return BROKEN;
        if (this.keptSum) keep(bytes);
        return this.type === 'IEND' ? NOTHING : this.at('head', 8);
    }
  }

  passing(bytes: Uint8Array): void {
    this.sum.add(bytes);
  }

  passed(): Want {
    this.keptSum = this.type === 'IDAT';
    return this.at('sum', 4);
  }

  private at(place: PngPlace, count: number): Want {
    this.place = place;
    return whole(count);
  }

  private pass(length: number, keep: boolean): Want {
    if (length > 0) return { want: 'pass', left: length, keep };
    this.keptSum = keep;
    return this.at('sum', 4);
  }

  private chunk(keep: Keep): Want {
    const length = number(this.chunkHead, 0);
    const type = this.type;
    this.sum = new Sum();
    this.sum.add(this.chunkHead.subarray(4));
    if (length > MOST || !/^[A-Za-z]{4}$/.test(type) || (this.depth === 0) !== (type === 'IHDR')) return BROKEN;
    const short = (fits: boolean) => (fits ? this.at('short', length + 4) : BROKEN);
    if (type === 'IHDR') return short(length === 13);
    if (type === 'PLTE' && this.colours === INDEXED) {
      const fits = length % 3 === 0 && length >= 3 && length / 3 <= 1 << this.depth;
      return short(fits && this.palette === 0 && !this.picture);
    }
    if (type === 'tRNS' && this.colours <= INDEXED) {
      const wanted: Record<number, boolean> = { 0: length === 2, 2: length === 6, 3: length >= 1 && length <= this.palette };
      return short((wanted[this.colours] ?? false) && !this.transparency && !this.picture);
    }
    if (type === 'IDAT') {
      if (this.colours === INDEXED && this.palette === 0) return BROKEN;
      this.picture = true;
      keep(this.chunkHead);
      return this.pass(length, true);
    }
    if (type === 'IEND') {
      if (length !== 0 || !this.picture) return BROKEN;
      keep(this.chunkHead);
      return this.pass(0, true);
    }
    // A palette that true colours only suggest. Other critical chunks are not of this format.
    if (type !== 'PLTE' && /^[A-Z]/.test(type)) return BROKEN;
    return this.pass(length, false);
  }

  /** A short chunk whose sum is right. */
  private read(body: Uint8Array): boolean {
    if (this.type === 'PLTE') {
      this.palette = body.length / 3;
      return true;
    }
    if (this.type === 'tRNS') {
      this.transparency = true;
      return true;
    }
    const side = (at: number) => number(body, at) >= 1 && number(body, at) <= MOST;
    const [depth = 0, colours = 0, packing = 0, filter = 0, interlace = 0] = body.subarray(8);
    const depths: Record<number, number[]> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] };
    this.depth = depth;
    this.colours = colours;
    const usual = packing === 0 && filter === 0 && interlace <= 1;
    return side(0) && side(4) && usual && (depths[colours] ?? []).includes(depth);
  }
}

function number(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at);
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** The check sum of a chunk: CRC-32 of ISO 3309, as PNG's annex D writes it. */
class Sum {
  private value = 0xffff_ffff;

  add(bytes: Uint8Array): void {
    let value = this.value;
    for (const byte of bytes) value = (TABLE[(value ^ byte) & 255] ?? 0) ^ (value >>> 8);
    this.value = value;
  }

  is(sum: Uint8Array): boolean {
    return ~this.value >>> 0 === number(sum, 0);
  }
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return bytes.length >= text.length && [...text].every((letter, at) => bytes[at] === letter.charCodeAt(0));
}

/** Bytes that gather. */
class Growing {
  private bytes: Uint8Array;
  private filled = 0;

  constructor(expected: number) {
    this.bytes = new Uint8Array(expected + 256);
  }

  add(more: Uint8Array): void {
    const needed = this.filled + more.length;
    if (needed > this.bytes.length) {
      const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
      larger.set(this.bytes.subarray(0, this.filled));
      this.bytes = larger;
    }
    this.bytes.set(more, this.filled);
    this.filled = needed;
  }

  all(): Uint8Array {
    return this.bytes.slice(0, this.filled);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
