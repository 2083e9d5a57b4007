// PNG: twin of src/domain/src/photo/png.rs.
import { BROKEN, NOTHING, PNG_START, whole } from "./format.ts";
import type { Format, Keep, Want } from "./format.ts";

const INDEXED = 3;
const MOST = 0x7fff_ffff;

type PngPlace = 'start' | 'head' | 'short' | 'sum';

/** PNG: header, palette where the colours need one, transparency, picture data, end. */
export class Png implements Format {
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
