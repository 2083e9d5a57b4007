// Payloads as plain words, for somebody who reads them outside: blocks with an empty line between them. How the reporter can be
// reached is a part of its own.
import { utf8 } from "../../../lib/bytes.ts";
import type { Message, Report } from "../said.ts";

/** Fields that say how to reach somebody. */
const CONTACT = ["contact", "never_contact"];
/** The wish that goes along with whatever is handed over. */
export const NOT_MY_COMMUNITY = "not_my_community";

export function reportWords({ narrative, danger, methods, facts }: Pick<Report, "narrative" | "danger" | "methods" | "facts">): Uint8Array {
  return joined(narrative, danger, methods, facts);
}

export function messageWords({ text, danger, facts }: Pick<Message, "text" | "danger" | "facts">): Uint8Array {
  return joined(text, danger, [], facts);
}

/** How the reporter says that they can be reached, and how never; nothing if they said nothing. */
export function contactWords({ facts }: Pick<Report, "facts">): Uint8Array | undefined {
  const blocks = CONTACT.flatMap((name) => (facts.has(name) ? [`${name}:\n${facts.get(name)}`] : []));
  return blocks.length === 0 ? undefined : utf8(blocks.join("\n\n"));
}

function joined(words: string, danger: string, methods: readonly string[], facts: ReadonlyMap<string, string>): Uint8Array {
  const told = [...facts].filter(([name]) => !CONTACT.includes(name) && name !== NOT_MY_COMMUNITY);
  const blocks = [
    ...(words === "" ? [] : [words]),
    `danger: ${danger}`,
    ...(methods.length === 0 ? [] : [`methods: ${methods.join(", ")}`]),
    ...told.sort(byBytes).map(([name, value]) => `${name}:\n${value}`),
  ];
  return utf8(blocks.join("\n\n"));
}

/** The order of the names' UTF-8, which is that of their characters and not of their halves. */
function byBytes([one]: readonly [string, string], [other]: readonly [string, string]): number {
  const [a, b] = [utf8(one), utf8(other)];
  const at = a.findIndex((byte, place) => byte !== b[place]);
  return at < 0 ? a.length - b.length : a[at]! - (b[at] ?? -1);
}
