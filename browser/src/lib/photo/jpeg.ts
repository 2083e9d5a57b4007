// JPEG: twin of src/domain/src/photo/jpeg.rs.
import { joined, startsWith } from "./bytes.ts";
import { BROKEN, NOTHING, SCAN, whole } from "./format.ts";
import type { Format, Keep, Want } from "./format.ts";

/** Tables before the first scan are held until it is known which way is up. Honest ones take some kilobytes. */
const MOST_TABLES = 64 * 1024;

const JFIF = [0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0];
const EXIF = [0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0];
const ADOBE = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0];

type JpegPlace = 'start' | 'marker' | 'code' | 'length' | 'body' | 'left' | 'scan' | 'in scan';

/** JPEG: what a decoder needs, in the order in which it stood. */
export class Jpeg implements Format {
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
