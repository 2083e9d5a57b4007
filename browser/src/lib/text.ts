// Text as the server's language sees it: what counts as blank, as a character, as a line. JavaScript's own `trim` and
// `\s` differ in a few characters, and then two sealers of the same form would seal different things.

/** Characters of Unicode's White_Space. JavaScript's `\s` also has U+FEFF and lacks U+0085. */
const ANY_BLANK = /\p{White_Space}/u;

export function trim(text: string): string {
  return trimEnds(text, isBlank);
}

/** Without what is stray behind. By a loop: a pattern for the end looks at every run of such characters anew, again and again. */
export function trimBehind(text: string, stray: (character: string) => boolean): string {
  let end = text.length;
  while (end > 0 && stray(text[end - 1]!)) end--;
  return text.slice(0, end);
}

/** Without what is stray before and behind. */
export function trimEnds(text: string, stray: (character: string) => boolean): string {
  let start = 0;
  while (start < text.length && stray(text[start]!)) start++;
  return trimBehind(text.slice(start), stray);
}

export function isBlank(character: string): boolean {
  return ANY_BLANK.test(character);
}

/** Unicode scalar values, not UTF-16 units. */
export function characters(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit < 0xdc00) count--;
  }
  return count;
}

/** CR LF and CR become LF; a browser sends CR LF for every line end in a form. */
export function evenLines(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

/** Lines without their ends; an end behind the last line begins no further one. */
export function lines(text: string): string[] {
  const all = text.split(/\r?\n/);
  if (all[all.length - 1] === "") all.pop();
  return all;
}

/** Lower case, blanks and joining marks taken out; bounded, since only short words are compared. */
export function squeeze(text: string): string {
  let squeezed = "";
  let taken = 0;
  for (const character of text) {
    if (character === "-" || character === "_" || isBlank(character)) continue;
    if (taken++ === 32) break;
    squeezed += character.toLowerCase();
  }
  return squeezed;
}

const ASCII_ZERO = 0x30;

/** The ASCII form of a decimal digit whose script's zero is among `zeros`; other characters stay. */
export function asciiDigit(character: string, zeros: readonly number[]): string {
  const code = character.codePointAt(0) ?? 0;
  for (const zero of zeros) {
    if (code >= zero && code < zero + 10) return String.fromCharCode(ASCII_ZERO + code - zero);
  }
  return character;
}
