// What a file is, by its first bytes and nothing else: neither its name nor the type that came with it is believed. Only
// what is named here is ever shown; the rest is handed over with a warning.

export type Picture = "image/jpeg" | "image/png" | "image/webp" | "image/gif";
export type Kind =
  | { kind: "picture"; type: Picture; width: number; height: number }
  | { kind: "sound" | "film"; type: string }
  /** A picture that is not drawn: too large, or its size cannot be read. */
  | { kind: "picture_refused"; reason: "bytes" | "pixels" | "broken" }
  | { kind: "other" };

/** Largest picture that is decoded, in bytes and in pixels: before anything is decoded. */
export const PICTURE_BYTES = 40_000_000;
export const PICTURE_PIXELS = 40_000_000;
const PICTURE_SIDE = 16_384;

export function kindOf(bytes: Uint8Array): Kind {
  const type = pictureType(bytes);
  if (type) {
    if (bytes.length > PICTURE_BYTES) return { kind: "picture_refused", reason: "bytes" };
    const size = measure(type, bytes);
    if (!size || size.width < 1 || size.height < 1) return { kind: "picture_refused", reason: "broken" };
    const tooLarge = size.width > PICTURE_SIDE || size.height > PICTURE_SIDE || size.width * size.height > PICTURE_PIXELS;
    return tooLarge ? { kind: "picture_refused", reason: "pixels" } : { kind: "picture", type, ...size };
  }
  return heard(bytes) ?? { kind: "other" };
}

function pictureType(bytes: Uint8Array): Picture | undefined {
  if (starts(bytes, 0, 0xff, 0xd8, 0xff)) return "image/jpeg";
  if (starts(bytes, 0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return "image/png";
  if (says(bytes, 0, "GIF87a") || says(bytes, 0, "GIF89a")) return "image/gif";
  if (says(bytes, 0, "RIFF") && says(bytes, 8, "WEBP")) return "image/webp";
  return undefined;
}

/** Sound and film that browsers play. */
function heard(bytes: Uint8Array): Kind | undefined {
  if (says(bytes, 4, "ftyp")) {
    if (says(bytes, 8, "M4A ")) return { kind: "sound", type: "audio/mp4" };
    // Pictures of telephones in the same container: not drawn here, and no film.
    if (["heic", "heix", "mif1", "msf1", "avif", "avis", "hevc"].some((brand) => says(bytes, 8, brand))) return undefined;
    return { kind: "film", type: "video/mp4" };
  }
  if (starts(bytes, 0, 0x1a, 0x45, 0xdf, 0xa3)) return { kind: "film", type: "video/webm" };
  if (says(bytes, 0, "OggS")) return { kind: "sound", type: "audio/ogg" };
  if (says(bytes, 0, "fLaC")) return { kind: "sound", type: "audio/flac" };
  if (says(bytes, 0, "RIFF") && says(bytes, 8, "WAVE")) return { kind: "sound", type: "audio/wav" };
  if (says(bytes, 0, "ID3")) return { kind: "sound", type: "audio/mpeg" };
  const sync = bytes.length > 4 && bytes[0] === 0xff && (bytes[1]! & 0xe0) === 0xe0;
  if (sync && (bytes[1]! & 0xf6) === 0xf0) return { kind: "sound", type: "audio/aac" };
  // Layer III with a bit rate that there is: UTF-16 text begins alike.
  const layer3 = (bytes[1]! & 0x06) === 0x02 && (bytes[1]! & 0x18) !== 0x08;
  if (sync && layer3 && (bytes[2]! & 0xf0) !== 0 && (bytes[2]! & 0xf0) !== 0xf0) return { kind: "sound", type: "audio/mpeg" };
  return undefined;
}

interface Size {
  width: number;
  height: number;
}

function measure(type: Picture, bytes: Uint8Array): Size | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    switch (type) {
      case "image/png":
        return says(bytes, 12, "IHDR") ? { width: view.getUint32(16), height: view.getUint32(20) } : undefined;
      case "image/gif":
        return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
      case "image/webp":
        return webp(bytes, view);
      case "image/jpeg":
        return jpeg(view);
    }
  } catch {
    // Read past the end: the file is cut.
    return undefined;
  }
}

function webp(bytes: Uint8Array, view: DataView): Size | undefined {
  if (says(bytes, 12, "VP8X")) return { width: 1 + three(view, 24), height: 1 + three(view, 27) };
  if (says(bytes, 12, "VP8L")) {
    if (view.getUint8(20) !== 0x2f) return undefined;
    const bits = view.getUint32(21, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >> 14) & 0x3fff) };
  }
  if (says(bytes, 12, "VP8 ") && starts(bytes, 23, 0x9d, 0x01, 0x2a)) {
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  return undefined;
}

/** The frame's size stands behind any number of other segments. */
function jpeg(view: DataView): Size | undefined {
  let at = 2;
  for (;;) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2;
      continue;
    }
    if (marker === 0xd9 || marker === 0xda) return undefined;
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (frame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    const length = view.getUint16(at + 2);
    if (length < 2) return undefined;
    at += 2 + length;
  }
}

function three(view: DataView, at: number): number {
  return view.getUint16(at, true) + view.getUint8(at + 2) * 65_536;
}

function starts(bytes: Uint8Array, at: number, ...expected: readonly number[]): boolean {
  return bytes.length >= at + expected.length && expected.every((byte, index) => bytes[at + index] === byte);
}

function says(bytes: Uint8Array, at: number, text: string): boolean {
  return starts(bytes, at, ...[...text].map((letter) => letter.charCodeAt(0)));
}
