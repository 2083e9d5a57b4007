// Makes the golden files: `npm ci --prefix tests && node tests/vectors/make.mjs`.
//
// npm/      files made by npm `age-encryption`, which the Rust side must open
// refused/  files that must be refused, most of them sound in themselves (their MAC is right)
// derived.json  what a receipt gives, computed by npm and node alone
//
// Keys and nonces are random: running this again makes other files that serve as well.
import { createHash, createHmac, createPrivateKey, createPublicKey, hkdfSync, randomBytes, sign } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Encrypter, Stanza, generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";
import { entropyToMnemonic } from "@scure/bip39";
import { wordlist as english } from "@scure/bip39/wordlists/english.js";
import { wordlist as simplified } from "@scure/bip39/wordlists/simplified-chinese.js";
import { wordlist as traditional } from "@scure/bip39/wordlists/traditional-chinese.js";
import { bech32 } from "@scure/base";

const here = dirname(fileURLToPath(import.meta.url));
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const b64 = (bytes) => Buffer.from(bytes).toString("base64").replace(/=+$/, "");
const b64url = (bytes) => Buffer.from(bytes).toString("base64url");
const text = (s) => new TextEncoder().encode(s);

const identity = await generateHybridIdentity();
const recipient = await identityToRecipient(identity);
const other = await identityToRecipient(await generateHybridIdentity());

// A recipient that adds stanzas without wrapping anything, as Rust's age adds its grease.
const extra = (...stanzas) => ({ wrapFileKey: () => stanzas.map(([args, body]) => new Stanza(args, body)) });
const grease = (args = ["7Bo-grease", "x", "}~"], length = 17) => extra([args, randomBytes(length)]);
// The true stanza, changed: header and MAC are sound, the shape is not ours.
const changed = (change) => ({
  async wrapFileKey(fileKey) {
    const probe = new Encrypter();
    probe.addRecipient(recipient);
    const [stanza] = probe.recipients[0].wrapFileKey(fileKey);
    return change(stanza);
  },
});
const seal = async (plain, ...recipients) => {
  const e = new Encrypter();
  for (const r of recipients) e.addRecipient(r);
  return Buffer.from(await e.encrypt(plain));
};

// --- npm/: to be opened -------------------------------------------------------------------
const fresh = (dir) => { rmSync(join(here, dir), { recursive: true, force: true }); mkdirSync(join(here, dir), { recursive: true }); };
fresh("npm");
const files = [];
const golden = async (name, plain, stanzas, greased, ...recipients) => {
  const sealed = await seal(plain, ...recipients);
  writeFileSync(join(here, "npm", name), sealed);
  files.push({ file: name, stanzas, greased, length: plain.length, sha256: sha256(plain) });
};
const padded = Buffer.alloc(4096, 0x20);
padded.write('{"format":"tocsin.report/1"}');
await golden("empty.age", Buffer.alloc(0), 1, true, recipient, grease());
await golden("padded.age", padded, 1, true, recipient, grease());
await golden("grease-first.age", padded, 1, true, grease(["a-grease"], 0), recipient);
await golden("grease-between.age", padded, 2, true, other, grease(["!!!!!!!!-grease", "1", "2", "3", "4"], 99), recipient);
await golden("grease-one-line.age", padded, 1, true, recipient, grease(["a-grease"], 47));
await golden("grease-full-line.age", padded, 1, true, recipient, grease(["a-grease"], 48));
await golden("grease-two-lines.age", padded, 1, true, recipient, grease(["a-grease", "-grease"], 96));
await golden("grant.age", text(identity + "\n"), 1, true, recipient, grease());
await golden("one-chunk.age", randomBytes(65536), 1, true, recipient, grease());
await golden("two-chunks.age", randomBytes(65537), 1, true, recipient, grease());
await golden("plain.age", padded, 1, false, recipient);
await golden("plain-two.age", padded, 2, false, other, recipient);
writeFileSync(join(here, "npm", "index.json"), JSON.stringify({ identity, recipient, files }, null, 1) + "\n");

// --- refused/ -----------------------------------------------------------------------------
fresh("refused");
const refused = [];
const refuse = (name, sealed, expect, stanzas = 1) => {
  writeFileSync(join(here, "refused", name + ".age"), sealed);
  refused.push({ file: name + ".age", stanzas, expect });
};
const short = text("short");
const word = "w".repeat(9);
refuse("no-grease", await seal(short, recipient), "Grease");
refuse("two-grease", await seal(short, recipient, grease(), grease()), "Grease");
refuse("grease-five-arguments", await seal(short, recipient, grease(["a-grease", "1", "2", "3", "4", "5"])), "Grease");
refuse("grease-long-tag", await seal(short, recipient, grease([word + "-grease"])), "Grease");
refuse("grease-no-tag", await seal(short, recipient, grease(["-grease"])), "Grease");
refuse("grease-long-argument", await seal(short, recipient, grease(["a-grease", word])), "Grease");
refuse("grease-100-bytes", await seal(short, recipient, grease(["a-grease"], 100)), "Grease");
refuse("grease-1000-bytes", await seal(short, recipient, grease(["a-grease"], 1000)), "Grease");
refuse("grease-named-like-us", await seal(short, recipient, grease(["mlkem768x25519-grease"])), "Grease");
refuse("grease-argument-not-ascii", await seal(short, recipient, grease(["a-grease", "é"])), "Grease");
refuse("grease-argument-nul", await seal(short, recipient, grease(["a-grease", "a\0"])), "Grease");
refuse("grease-argument-tab", await seal(short, recipient, grease(["a-grease", "a\tb"])), "Grease");
refuse("x25519-beside", await seal(short, recipient, await identityToRecipient(await generateX25519Identity()), grease()), "Stanza");
refuse("x25519-alone", await seal(short, await identityToRecipient(await generateX25519Identity()), grease()), "Stanza");
refuse("unknown-beside", await seal(short, recipient, extra([["foo"], randomBytes(5)]), grease()), "Stanza");
refuse("ssh-beside", await seal(short, recipient, extra([["ssh-ed25519", "AAAA", "BBBB"], randomBytes(32)]), grease()), "Stanza");
refuse("upper-case-type", await seal(short, recipient, extra([["MLKEM768X25519", b64(randomBytes(1120))], randomBytes(32)]), grease()), "Stanza");
refuse("second-reader", await seal(short, recipient, other, grease()), "Recipients");
refuse("same-reader-twice", await seal(short, recipient, recipient, grease()), "Recipients");
refuse("a-reader-missing", await seal(short, recipient, grease()), "Recipients", 2);
refuse("grease-alone", await seal(short, grease()), "Recipients");
refuse("sixty-readers", await seal(short, ...Array(60).fill(recipient), grease()), "Recipients");
refuse("no-argument", await seal(short, changed((s) => [new Stanza([s.args[0]], s.body)]), grease()), "Stanza");
refuse("two-arguments", await seal(short, changed((s) => [new Stanza([...s.args, "x"], s.body)]), grease()), "Stanza");
for (const [name, enc] of [["short-share", 1119], ["long-share", 1121], ["no-share", 0]])
  refuse(name, await seal(short, extra([["mlkem768x25519", b64(randomBytes(enc)) || "AA"], randomBytes(32)]), grease()), "Stanza");
for (const [name, n] of [["body-31", 31], ["body-33", 33], ["body-0", 0], ["body-48", 48], ["body-4800", 4800]])
  refuse(name, await seal(short, changed((s) => [new Stanza(s.args, n <= 32 ? s.body.subarray(0, n) : Buffer.concat([s.body, randomBytes(n - 32)]))]), grease()), "Stanza");
// A share whose X25519 half is of low order: the header is sound, opening must fail.
for (const [name, point] of [
  ["low-order-zero", "00".repeat(32)],
  ["low-order-one", "01" + "00".repeat(31)],
  ["low-order-minus-one", "ec" + "ff".repeat(30) + "7f"],
  ["low-order-eight", "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"],
]) {
  const enc = Buffer.concat([randomBytes(1088), Buffer.from(point, "hex")]);
  refuse(name, await seal(short, extra([["mlkem768x25519", b64(enc)], randomBytes(32)]), grease()), "open:Damaged");
}
refuse("for-somebody-else", await seal(short, other, grease()), "open:NotForUs");

const sound = await seal(Buffer.alloc(70000, 7), recipient, grease());
const small = await seal(short, recipient, grease());
const header = small.indexOf("\n--- ") + 5 + 43 + 1;
const asText = small.subarray(0, header).toString("latin1");
const edited = (change) => Buffer.concat([Buffer.from(change(asText), "latin1"), small.subarray(header)]);
const flip = (bytes, at) => { const b = Buffer.from(bytes); b[at < 0 ? b.length + at : at] ^= 1; return b; };
const lastArg = (s) => s.replace(/^(-> mlkem768x25519 .*)(.)$/m, (_, a, c) => a + String.fromCharCode(c.charCodeAt(0) + 1));
refuse("crlf", edited((s) => s.replaceAll("\n", "\r\n")), "NotAge");
refuse("crlf-in-the-middle", edited((s) => s.replace("\n-> 7", "\r\n-> 7")), "Stanza");
refuse("version-2", edited((s) => s.replace("/v1", "/v2")), "NotAge");
refuse("version-1-0", edited((s) => s.replace("/v1", "/v1.0")), "NotAge");
refuse("byte-order-mark", Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), small]), "NotAge");
refuse("leading-line", edited((s) => "\n" + s), "NotAge");
refuse("leading-space", edited((s) => " " + s), "NotAge");
refuse("armored", text("-----BEGIN AGE ENCRYPTED FILE-----\n" + b64(small).replace(/.{64}/g, "$&\n") + "\n-----END AGE ENCRYPTED FILE-----\n"), "NotAge");
refuse("empty-line-inside", edited((s) => s.replace("\n-> 7", "\n\n-> 7")), "Stanza");
refuse("space-at-the-end", edited((s) => s.replace(/^(-> mlkem.*)$/m, "$1 ")), "Stanza");
refuse("two-spaces", edited((s) => s.replace("-> mlkem768x25519 ", "-> mlkem768x25519  ")), "Stanza");
refuse("tab", edited((s) => s.replace("-> mlkem768x25519 ", "-> mlkem768x25519\t")), "Stanza");
refuse("no-space", edited((s) => s.replace("-> mlkem", "->mlkem")), "Stanza");
refuse("padded-share", edited((s) => s.replace(/^(-> mlkem768x25519 .*)$/m, "$1==")), "Stanza");
refuse("share-with-stray-bits", edited(lastArg), "Stanza");
refuse("url-safe-share", edited((s) => s.replace(/^(-> mlkem768x25519 )../m, "$1-_")), "Stanza");
refuse("body-missing", edited((s) => s.replace(/^(-> mlkem768x25519 .*\n).*\n/m, "$1")), "Stanza");
refuse("body-in-two-lines", edited((s) => s.replace(/^(-> mlkem768x25519 .*\n.{20})/m, "$1\n")), "Stanza");
refuse("body-then-empty-line", edited((s) => s.replace(/^(-> mlkem768x25519 .*\n.*\n)/m, "$1\n")), "Stanza");
refuse("mac-short", edited((s) => s.replace(/^(--- .{42})./m, "$1")), "Mac");
refuse("mac-long", edited((s) => s.replace(/^(--- .*)$/m, "$1A")), "Mac");
refuse("mac-missing", edited((s) => s.replace(/^--- .*$/m, "---")), "Mac");
refuse("mac-padded", edited((s) => s.replace(/^(--- .*)$/m, "$1=")), "Mac");
refuse("mac-with-stray-bits", edited((s) => s.replace(/^(--- .{42})./m, "$1B")), "Mac");
refuse("mac-no-space", edited((s) => s.replace("--- ", "---")), "Mac");
refuse("mac-changed", edited((s) => s.replace(/^--- (.)/m, (_, c) => "--- " + (c === "A" ? "B" : "A"))), "open:Damaged");
refuse("grease-changed", edited((s) => s.replace("-> 7Bo-", "-> 8Bo-")), "open:Damaged");
refuse("nothing", Buffer.alloc(0), "Truncated");
refuse("version-only", small.subarray(0, 22), "Truncated");
refuse("half-a-version", small.subarray(0, 11), "Truncated");
refuse("cut-in-the-share", small.subarray(0, 900), "Truncated");
refuse("cut-before-the-last-line-feed", small.subarray(0, header - 1), "Truncated");
refuse("header-only", small.subarray(0, header), "open:Damaged");
refuse("cut-in-the-nonce", small.subarray(0, header + 15), "open:Damaged");
refuse("no-payload", small.subarray(0, header + 16), "open:Damaged");
refuse("cut-in-the-tag", small.subarray(0, small.length - 1), "open:Damaged");
refuse("a-byte-more", Buffer.concat([small, Buffer.from([0])]), "open:Damaged");
refuse("nonce-changed", flip(small, header), "open:Damaged");
refuse("last-byte-changed", flip(small, -1), "open:Damaged");
const bigHeader = sound.indexOf("\n--- ") + 5 + 43 + 1 + 16;
refuse("last-chunk-missing", sound.subarray(0, bigHeader + 65552), "open:Damaged");
refuse("first-chunk-missing", Buffer.concat([sound.subarray(0, bigHeader), sound.subarray(bigHeader + 65552)]), "open:Damaged");
refuse("another-payload", Buffer.concat([small.subarray(0, header), sound.subarray(bigHeader - 16, bigHeader + 40)]), "open:Damaged");
writeFileSync(join(here, "refused", "index.json"), JSON.stringify({ identity, refused }, null, 1) + "\n");

// --- derived.json: receipts, keys, capsule, statement ---------------------------------------
// Canonical JSON: keys sorted, no white space.
const canonical = (v) =>
  Array.isArray(v) ? `[${v.map(canonical).join(",")}]`
  : v && typeof v === "object" ? `{${Object.keys(v).sort().map((k) => JSON.stringify(k) + ":" + canonical(v[k])).join(",")}}`
  : JSON.stringify(v);
const ed25519 = (seed) => {
  const key = createPrivateKey({ key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]), format: "der", type: "pkcs8" });
  return { key, raw: createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32) };
};
const tocsinpub = (raw) => bech32.encode("tocsinpub", bech32.toWords(raw), false);
const derived = [];
for (const entropy of [Buffer.alloc(16), Buffer.alloc(16, 0xff), Buffer.alloc(16, 0x80), ...Array.from({ length: 9 }, () => randomBytes(16))]) {
  const deployment = "d-" + randomBytes(16).toString("hex");
  const part = (label, n) => Buffer.from(hkdfSync("sha256", entropy, deployment, `tocsin/receipt/1/${label}`, n));
  const number = (BigInt("0x" + entropy.toString("hex")) << 4n) | BigInt(createHash("sha256").update(entropy).digest()[0] >> 4);
  const seed = part("age-seed", 32);
  const age = bech32.encode("AGE-SECRET-KEY-PQ-", bech32.toWords(seed), false).toUpperCase();
  const signing = ed25519(part("sign", 32));
  const recipientOf = await identityToRecipient(age);
  const capsule = { case_id: randomBytes(16).toString("hex"), case_recipient: recipient, epoch: 3, format: "tocsin.capsule/1", roster_key: tocsinpub(signing.raw) };
  const mac = createHmac("sha256", part("mac", 32)).update("tocsin/capsule/1\0" + canonical(capsule)).digest();
  const statement = {
    attachments: [{ id: randomBytes(16).toString("hex"), len: 6000, sha256: sha256("a") }],
    case_id: capsule.case_id, format: "tocsin.statement/1", kind: "message", mailbox_id: part("mailbox-id", 16).toString("hex"),
    prev: sha256("p"), roster_hash: sha256("r"), sealed_len: 5862, sealed_sha256: sha256("s"), seq: 1,
  };
  const signature = b64url(sign(null, Buffer.from("tocsin/statement/1\0" + canonical(statement)), signing.key));
  derived.push({
    entropy: entropy.toString("hex"), deployment,
    english: entropyToMnemonic(entropy, english), simplified: entropyToMnemonic(entropy, simplified), traditional: entropyToMnemonic(entropy, traditional),
    digits: number.toString().padStart(40, "0").replace(/(.{4})(?=.)/g, "$1 "),
    mailbox_id: statement.mailbox_id, identity: age, recipient_sha256: sha256(recipientOf), public: tocsinpub(signing.raw),
    capsule: canonical({ capsule, mac: b64url(mac) }),
    statement: canonical({ signature, statement }), statement_hash: sha256(canonical(statement)),
  });
}
writeFileSync(join(here, "derived.json"), JSON.stringify(derived, null, 1) + "\n");
console.log(`${files.length} golden files, ${refused.length} to be refused, ${derived.length} receipts`);
