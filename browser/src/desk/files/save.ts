// Handing bytes to the person's device, under a name of ours.
import { h } from "../ui/dom.ts";

/** How long the bytes stay in memory for the browser to write them. */
const WRITTEN = 60_000;

/** Always as bytes without a meaning: no browser opens that by itself. */
export function save(name: string, bytes: Blob | Uint8Array, type = "application/octet-stream"): void {
  const blob = bytes instanceof Blob ? bytes : new Blob([bytes as BlobPart], { type });
  const address = URL.createObjectURL(blob);
  const link = h("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), WRITTEN);
}
