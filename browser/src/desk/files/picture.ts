// A picture becomes pixels: decoded by the browser from bytes whose kind and size were checked, drawn once, and never again
// read as a file. Nothing that stands in the file beside its pixels reaches the page.
import type { Kind } from "./kinds.ts";

/** Longest side that is drawn: enough to read a letter, small enough for a telephone's memory. */
const LONGEST = 2_400;

export async function drawn(bytes: Uint8Array, kind: Kind & { kind: "picture" }): Promise<HTMLCanvasElement> {
  const scale = Math.min(1, LONGEST / Math.max(kind.width, kind.height));
  const blob = new Blob([bytes as BlobPart], { type: kind.type });
  const size = scale < 1 ? { resizeWidth: Math.max(1, Math.round(kind.width * scale)), resizeHeight: Math.max(1, Math.round(kind.height * scale)), resizeQuality: "high" as const } : {};
  const bitmap = await createImageBitmap(blob, { imageOrientation: "from-image", ...size });
  try {
    const canvas = document.createElement("canvas");
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas");
    context.drawImage(bitmap, 0, 0);
    return canvas;
  } finally {
    bitmap.close();
  }
}

/** The pixels as a new file that holds nothing else. */
export function pixels(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"));
}
