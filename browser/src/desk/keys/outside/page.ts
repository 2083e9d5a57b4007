// A bundle as one page for people without tools: no script, nothing from elsewhere, all words of others escaped and each in a
// block of its own. Byte for byte what the desk without a browser writes, since whoever checks a page writes it again.
import { base64, fromUtf8 } from "../../../lib/bytes.ts";
import type { Bundle, Named } from "./bundle.ts";

const STYLE =
  "body{font:1rem/1.5 sans-serif;max-width:46rem;margin:auto;padding:1rem;color:#111;background:#fff}" +
  "h1{font-size:1.4rem}h2{font-size:1.1rem;margin:2rem 0 .3rem}" +
  "pre{white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:isolate;border-inline-start:4px solid #777;padding:.2rem 1rem;margin:.5rem 0;font:inherit}" +
  "pre.m{font:.75rem monospace;border:0;padding:0}b{background:#fe9;color:#111;font-weight:400}" +
  "p.c{border:2px solid #b00;padding:.5rem}p.h{font:.8rem monospace;overflow-wrap:anywhere;color:#444;margin:0}";
const PIECE = 3 * 16_384;
/** SHA-256 of the style, which the page's policy names. */
const STYLE_HASH = "scnr5Wi6VX/FbwXLPhjgjNC9ra45Sj6f8Zy2vHycHhY=";

export function page({ manifest, document, rosters, items }: Bundle): string {
  const number = manifest.case;
  const head = [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'">\n`,
    '<meta name="referrer" content="no-referrer">\n<meta name="viewport" content="width=device-width">\n',
    `<title>Case ${number}</title>\n<style>${STYLE}</style>\n</head>\n<body>\n<h1>Case ${number}</h1>\n<p>Put together on ${moment(manifest.at)}.</p>\n`,
  ];
  if (manifest.cautions.length > 0) head.push('<p class="c">The person asks that nobody from their own community sees this.</p>\n');
  if (manifest.note !== "") head.push(`<h2>Note of the team</h2>\n<pre dir="auto">${escaped(manifest.note)}</pre>\n`);
  const proof = [
    `<h2>Whether this is true</h2>\n<p>The team that signed this is named by the roster ${manifest.roster_hash}. With the program tocsin-desk and the administrators' `,
    "roster key, which you ask for by another way: <code>tocsin-desk verify-bundle FILE --roster-key KEY</code>. It is made so that a single changed ",
    "letter is found.</p>\n<details><summary>For the program</summary>\n",
    `<pre class="m" id="manifest">${escaped(document)}</pre>\n`,
    ...rosters.map((roster, at) => `<pre class="m" id="roster-${at + 1}">${escaped(roster)}</pre>\n`),
    "</details>\n</body>\n</html>\n",
  ];
  return [...head, ...manifest.parts.map((part, at) => shown(part, items[at]!)), ...proof].join("");
}

function shown(part: Named, bytes: Uint8Array): string {
  const language = part.language === "" ? "" : `, in <bdi>${escaped(part.language)}</bdi>`;
  const content =
    part.kind === "file"
      ? `<p><a download="${escaped(part.name)}" href="data:application/octet-stream;base64,${inPieces(bytes)}">Save</a> (${part.length} bytes, said to be <bdi>${escaped(part.media_type)}</bdi>). Open it only on a device you can do without.</p>\n`
      : `<pre class="w" dir="auto">${escaped(fromUtf8(bytes))}</pre>\n`;
  return `<h2>${title(part)}</h2>\n<p>${moment(part.at)}${language}</p>\n${content}<p class="h">${part.path} SHA-256 ${part.sha256}</p>\n`;
}

/** Base64 of a large file: by pieces that end between its groups of three, since all at once takes many times its size. */
function inPieces(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += PIECE) pieces.push(base64.encode(bytes.subarray(at, at + PIECE)));
  return pieces.join("");
}

function title({ kind, number, name }: Named): string {
  switch (kind) {
    case "report":
      return "Report";
    case "message":
      return `Message ${number}`;
    case "reply":
      return `Answer ${number} of the team`;
    case "translation":
      return `Translation ${number} by the team`;
    case "contact":
      return "How to reach the person";
    case "file":
      return `File: <bdi>${escaped(name)}</bdi>`;
  }
}

/** Controls, directions, separators of lines, tags, byte-order marks. Joiners stay: Persian, Uyghur and Tibetan need them. */
export const HIDDEN = /[\p{Cc}\u061c\u180e\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e0fff}]/u;

/** Marks of HTML by name; what is hidden, or changes how the rest reads, as its number in `<b>`. */
function escaped(text: string): string {
  const marks: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  let out = "";
  for (const character of text) {
    if (character !== "\n" && character !== "\t" && HIDDEN.test(character)) out += `<b>U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}</b>`;
    else out += marks[character] ?? character;
  }
  return out;
}

/** `YYYY-MM-DD HH:MM UTC`. */
function moment(at: number): string {
  return `${new Date(at * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
