// The name under which a file is handed over, and the name as it is shown. Somebody chose both to be read by us.
import { fileName } from "../../lib/names.ts";

/** Longest stem in characters: what follows must still be seen in a folder window. */
const STEM = 60;
const ENDING = 12;
/** Names that Windows takes for devices, whatever follows the first point. */
const DEVICES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?=\.|$)/i;

/**
 * A name that nothing runs: `.danger` is the ending of no program, so a double click opens nothing; whoever opens the file
 * on a machine that is off the network takes the ending away by hand. In clear and not packed, because a packed file
 * would be opened by a click, and then its inside.
 */
export function dangerName(name: string, number: string): string {
  const [stem, ending] = parts(name);
  return `${number.replace(/[^0-9A-Za-z-]/g, "")}_${stem}${ending === "" ? "" : `.${ending}`}.danger`;
}

/** Name of a picture that was drawn anew from its pixels: harmless by making, so it may open. */
export function pixelName(name: string, number: string): string {
  return `${number.replace(/[^0-9A-Za-z-]/g, "")}_${parts(name)[0]}_pixels.png`;
}

/** Letters, digits, marks, `-` and `_` alone; no blank, no second point, nothing that a shell or a spreadsheet reads. */
function parts(name: string): [stem: string, ending: string] {
  const safe = fileName(name.slice(-4_000)).normalize("NFC");
  const dot = safe.lastIndexOf(".");
  const rest = dot > 0 ? safe.slice(dot + 1) : "";
  const hasEnding = /^[A-Za-z0-9]+$/.test(rest) && rest.length <= ENDING;
  const clean = (hasEnding ? safe.slice(0, dot) : safe).replace(/[^\p{L}\p{M}\p{N}_-]+/gu, "_").replace(/^[_-]+|[_-]+$/g, "");
  const stem = [...clean].slice(0, STEM).join("").replace(/[_-]+$/, "");
  const named = stem === "" || DEVICES.test(stem) ? `file_${stem}`.replace(/_$/, "") : stem;
  return [named, hasEnding ? rest.toLowerCase() : ""];
}

/** A name for the screen: its beginning and its end, so that the true ending is seen however long it is. */
export function shownName(name: string, most = 80): string {
  const letters = [...name.slice(0, 400), ...(name.length > 800 ? name.slice(-400) : name.slice(400))];
  if (letters.length <= most) return letters.join("");
  return `${letters.slice(0, most - 25).join("")} … ${letters.slice(-22).join("")}`;
}
