// What leaves the browser on the way to the server: passkeys without their secret, requests with their headers, changes with
// their signed entries; and what happens when the server says no.
import "./support/page.mjs";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import * as frame from "../build/frame.mjs";

const { passkey } = frame;
const SECRET = Uint8Array.from({ length: 32 }, (_, at) => at + 100);
const bytes = (length) => Uint8Array.from({ length }, (_, at) => at).buffer;
const base64url = (buffer) => Buffer.from(buffer).toString("base64url");

/** What browsers answer, with a PRF's secret wherever one could stand. */
function credential(response, prf) {
  const results = { credProps: { rk: true, secret: SECRET }, prf, hmacGetSecret: { output1: SECRET.buffer }, hmacCreateSecret: true, largeBlob: { blob: SECRET.buffer } };
  return { id: "credential-id", rawId: bytes(8), type: "public-key", response, getClientExtensionResults: () => results };
}
const attestation = { clientDataJSON: bytes(3), attestationObject: bytes(4), getTransports: () => ["internal"] };
const assertion = { clientDataJSON: bytes(3), authenticatorData: bytes(5), signature: bytes(6), userHandle: bytes(16) };
const creating = { publicKey: { challenge: "AQID", rp: { id: "localhost" }, user: { id: "BAUG", name: "x" }, excludeCredentials: [{ type: "public-key", id: "Bwg" }], extensions: { credProps: true } } };
const getting = { challenge: "AQID", rpId: "localhost" };

/** Every way in which the secret could be written down. */
function holdsSecret(json) {
  const text = JSON.stringify(json);
  const forms = ["base64", "base64url", "hex"].map((form) => Buffer.from(SECRET).toString(form).slice(0, 40));
  return [...forms, [...SECRET].join(","), '"prf"', "hmac", '"0":100'].some((form) => text.includes(form));
}

function browser({ created, got }) {
  const asked = { create: [], get: [] };
  const give = (kind, answers) => async ({ publicKey }) => (asked[kind].push(publicKey), answers.shift());
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: { credentials: { create: give("create", created ?? []), get: give("get", got ?? []) } } });
  return asked;
}

test("what a passkey's PRF gave is with the page and in nothing that is sent", async () => {
  const asked = browser({ created: [credential(attestation, { enabled: true, results: { first: SECRET.buffer } })], got: [credential(assertion, { results: { first: SECRET } })] });
  for (const shown of [await passkey.create(creating, () => assert.fail("no second touch")), await passkey.get(getting)]) {
    assert.deepEqual(shown.prf, SECRET);
    assert.ok(!holdsSecret(shown.json), JSON.stringify(shown.json));
    assert.deepEqual(shown.json.clientExtensionResults, { credProps: { rk: true } });
  }
  // The test's own eye: it sees the secret where it is.
  assert.ok(holdsSecret({ x: base64url(SECRET) }) && holdsSecret({ prf: {} }) && holdsSecret({ ...SECRET }));
  const question = "tocsin/unwrap/1";
  for (const { extensions } of [...asked.create, ...asked.get]) assert.equal(Buffer.from(extensions.prf.eval.first).toString(), question);
});

test("a passkey that tells its PRF only at a second touch is asked again, by itself and with a challenge of our own", async () => {
  const asked = browser({ created: [credential(attestation, { enabled: true })], got: [credential(assertion, { results: { first: SECRET.buffer } })] });
  let touches = 0;
  const made = await passkey.create(creating, () => touches++);
  assert.deepEqual([made.prf, touches, asked.get.length], [SECRET, 1, 1]);
  const [again] = asked.get;
  assert.deepEqual(new Uint8Array(again.allowCredentials[0].id), new Uint8Array(bytes(8)));
  assert.deepEqual([again.rpId, again.userVerification, again.challenge.length], ["localhost", "required", 32]);
  assert.notDeepEqual(again.challenge, new Uint8Array([1, 2, 3]));
  assert.ok(!holdsSecret(made.json));
});

test("a passkey without PRF, or with one of another length, opens nothing", async () => {
  browser({ created: [credential(attestation, undefined)], got: [credential(assertion, { results: { first: new Uint8Array(16).buffer } })] });
  assert.equal((await passkey.create(creating, () => assert.fail())).prf, undefined);
  assert.equal((await passkey.get(getting)).prf, undefined);
});

test("options of the server become the browser's, byte for byte, and verification of the person is always required", async () => {
  const options = passkey.creationOptions(creating);
  assert.deepEqual([...options.challenge], [1, 2, 3]);
  assert.deepEqual([[...options.user.id], [...options.excludeCredentials[0].id]], [[4, 5, 6], [7, 8]]);
  assert.equal(options.extensions.credProps, true);
  assert.equal(passkey.requestOptions({ ...getting, userVerification: "discouraged" }).userVerification, "required");
  assert.throws(() => passkey.creationOptions({ publicKey: { user: {} } }));
});

test("what is sent of a passkey is what WebAuthn's JSON forms say", async () => {
  browser({ created: [credential(attestation)], got: [credential(assertion)] });
  const { json } = await passkey.create(creating, () => undefined);
  assert.deepEqual(json.response, { clientDataJSON: "AAEC", attestationObject: "AAECAw", transports: ["internal"] });
  assert.deepEqual([json.id, json.rawId, json.type], ["credential-id", base64url(bytes(8)), "public-key"]);
  const shown = await passkey.get(getting);
  assert.deepEqual(Object.keys(shown.json.response).sort(), ["authenticatorData", "clientDataJSON", "signature", "userHandle"]);
});

test("the name of a device fits into 64 bytes and is never empty", () => {
  assert.equal(passkey.deviceName("  my\u0000phone ", "x"), "my phone");
  assert.equal(passkey.deviceName("\n", "x"), "x");
  const long = passkey.deviceName("电话".repeat(40), "x");
  assert.ok(Buffer.byteLength(long) <= 64 && long.length === 21, long);
});

/** A server that gives these answers one after another, and keeps what it was asked. */
function server(...answers) {
  const asked = [];
  const fetcher = async (address, init) => {
    asked.push({ address, ...init, json: init.body === undefined ? undefined : JSON.parse(init.body) });
    const answer = answers.shift();
    if (answer === undefined) throw new TypeError("no network");
    const [status, json] = answer;
    return new Response(typeof json === "string" ? json : JSON.stringify(json), { status });
  };
  return { asked, fetcher };
}
const ME = { account: "a".repeat(32), alias: "Li", roles: ["caseworker"], now: 1000, head: { seq: 4, hash: "4".repeat(64) }, session: {} };
const START = { deployment: "d", roster_key: "k", now: 1000 };

/** An entry as the worker signs it: what was to be signed, legible. */
class Office {
  ended = 0;
  signed = [];
  async ask(errand, request) {
    if (errand === "unlock") return { fingerprint: "f", epochs: [], false_teams: [], rosters: [] };
    if (errand === "sign") {
      this.signed.push(request);
      return Buffer.from(JSON.stringify(request)).toString("base64");
    }
    // A made-up seal: what it gives does not show what it was given.
    if (errand === "keep") return request.map(({ name, words }) => Buffer.from(`${name}\n${words}`).toString("hex"));
    if (errand === "unsent") {
      return request.map(({ name, sealed }) => {
        const [of, words] = Buffer.from(sealed, "hex").toString().split("\n");
        return of === name ? words : null;
      });
    }
    throw new Error(errand);
  }
  lock() {
    this.ended++;
  }
}

async function place(...answers) {
  const office = new Office();
  const session = new frame.Session(START, () => office, () => 1_000_000);
  session.take(structuredClone(ME));
  const wraps = [{ kind: "kit", sealed: "x" }];
  await session.unlock(wraps, { kind: "kit", words: "w" });
  const { asked, fetcher } = server(...answers);
  const opened = [];
  const knock = (name, action) => async () => {
    opened.push(name);
    await action?.();
  };
  const door = { signIn: knock("signIn"), unlock: knock("unlock", () => session.unlock(wraps, { kind: "kit", words: "w" })), prove: knock("prove") };
  return { api: new frame.Api(session, door, fetcher), session, office, asked, opened };
}

test("every change carries the header and the type that no other site can send, and nothing is kept or followed", async () => {
  const { api, asked } = await place([200, {}], [200, {}]);
  await api.post("x", { y: 1 });
  await api.get("z");
  const [post, get] = asked;
  assert.deepEqual([post.address, post.method, post.headers, post.json], ["/desk/api/v1/x", "POST", { "Content-Type": "application/json", "x-desk": "1" }, { y: 1 }]);
  assert.deepEqual([get.address, get.method, get.body], ["/desk/api/v1/z", "GET", undefined]);
  for (const one of asked) assert.deepEqual([one.cache, one.mode, one.credentials, one.redirect], ["no-store", "same-origin", "same-origin", "error"]);
});

test("a change is signed on top of the log's end, and the next one on top of it", async () => {
  const { api, asked, office, session } = await place([200, { version: 2 }], [200, {}]);
  assert.deepEqual(await api.change("cases/x/state", { status: "working" }, { action: "status", subject: "x" }), { version: 2 });
  const request = frame.requestHash({ status: "working" });
  assert.deepEqual(office.signed[0], { head: ME.head, at: 1000, action: "status", subject: "x", details: { request } });
  assert.deepEqual(asked[0].json, { status: "working", audit: Buffer.from(JSON.stringify(office.signed[0])).toString("base64") });
  await Promise.all([api.change("y", {}, { action: "noted", subject: "" })]);
  assert.equal(office.signed[1].head.seq, 5);
  const { createHash } = await import("node:crypto");
  assert.equal(office.signed[1].head.hash, createHash("sha256").update(Buffer.from(asked[0].json.audit, "base64")).digest("hex"));
  assert.equal(session.head.seq, 6);
});

test("an entry names everything that is asked, as the server reckons it", async () => {
  const { requests, many } = JSON.parse(await readFile(new URL("../../tests/vectors/twins/audit.json", import.meta.url), "utf8"));
  assert.ok(requests.length >= 3 && many.length >= 2);
  for (const { body, hash } of requests) {
    const { audit, ...asked } = body;
    assert.equal(frame.requestHash(asked), hash, JSON.stringify(body));
  }
  for (const { ids, hash } of many) assert.equal(frame.many(ids), hash);
  // What is not sent is not named: a field without a value.
  assert.equal(frame.requestHash({ a: 1, b: undefined }), frame.requestHash({ a: 1 }));
  const { api, office } = await place([200, {}], [200, {}]);
  await api.change("x", { to: "a" }, { action: "passed", subject: "", details: { to: "a" } });
  await api.change("x", { to: "b" }, { action: "passed", subject: "", details: { to: "b" } });
  const named = office.signed.map(({ details }) => details.request);
  assert.deepEqual([named[0].length, named[0] !== named[1], office.signed[0].details.to], [64, true, "a"]);
});

test("a log that went on meanwhile is signed on top of again; two changes at once do not fight", async () => {
  const moved = { seq: 9, hash: "9".repeat(64) };
  const { api, office } = await place([409, { error: "audit_moved", head: moved }], [200, {}], [200, {}]);
  await Promise.all([api.change("x", {}, { action: "noted", subject: "" }), api.change("y", {}, { action: "noted", subject: "" })]);
  assert.deepEqual(office.signed.map(({ head }) => head.seq), [4, 9, 10]);
});

test("a log that never stands still is given up, and said", async () => {
  const answers = Array.from({ length: 20 }, (_, at) => [409, { error: "audit_moved", head: { seq: at, hash: "0".repeat(64) } }]);
  const { api, asked } = await place(...answers);
  await assert.rejects(api.change("x", {}, { action: "noted", subject: "" }), { fault: "audit_moved" });
  assert.equal(asked.length, 6);
});

test("whoever is signed out, or was not checked lately, is asked, and the same is sent again", async () => {
  const { api, asked, opened } = await place([401, { error: "signed_out" }], [403, { error: "not_fresh" }], [200, { done: 1 }]);
  assert.deepEqual(await api.post("x", { typed: "long words" }), { done: 1 });
  assert.deepEqual(opened, ["signIn", "prove"]);
  assert.deepEqual(asked.map(({ json }) => json), Array(3).fill({ typed: "long words" }));
});

test("whoever locked before a change is asked to unlock first", async () => {
  const { api, session, opened, office } = await place([200, {}]);
  session.lock();
  assert.equal(office.ended, 1);
  await api.change("x", {}, { action: "noted", subject: "" });
  assert.deepEqual(opened, ["unlock"]);
});

test("a refusal that nobody can mend is told as it is; a broken line is no refusal", async () => {
  const { api, opened } = await place([403, { error: "forbidden" }], [429, { error: "too_many", retry_after: 90 }], [502, "<html>"], [404, "nothing"]);
  await assert.rejects(api.get("x"), { fault: "forbidden", status: 403 });
  await assert.rejects(api.get("x"), { fault: "too_many", retryAfter: 90 });
  await assert.rejects(api.get("x"), { fault: "internal" });
  await assert.rejects(api.get("x"), { fault: "bad" });
  await assert.rejects(api.get("x"), frame.Unreachable);
  assert.deepEqual(opened, []);
});

test("locking ends the worker and leaves the session; another person does not find open keys", async () => {
  const { session, office } = await place();
  const happened = [];
  session.on((what) => happened.push(what));
  session.lock();
  assert.throws(() => session.office(), frame.Locked);
  assert.equal(session.me.alias, "Li");
  session.lock();
  await session.unlock([{ kind: "kit", sealed: "x" }], { kind: "kit", words: "w" });
  session.take({ ...structuredClone(ME), account: "b".repeat(32), alias: "Ana" });
  assert.throws(() => session.office(), frame.Locked);
  session.out();
  assert.equal(session.me, undefined);
  assert.deepEqual(happened, ["locked", "unlocked", "locked", "in", "out"]);
  assert.ok(office.ended >= 2);
});

test("what was typed cannot be read while it is locked, and is there when the same person opens their keys", async () => {
  const { session, office } = await place();
  const wraps = [{ kind: "kit", sealed: "x" }];
  session.kept.set("answer/1", { text: "half a word" });
  session.kept.set("note/1", "sent meanwhile");
  // A view leaves its last words when it is taken off the screen.
  const ends = session.on((what) => what === "locked" && session.kept.set("form", "at the last moment"));
  session.lock();
  ends();
  assert.equal(office.ended, 0, "the worker has a last errand");
  for (const name of ["answer/1", "note/1", "form"]) assert.equal(session.kept.get(name), undefined);
  session.kept.delete("note/1");
  session.kept.set("late", "nobody could seal this");
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(office.ended, 1);
  assert.equal(session.kept.size, 2);
  await session.unlock(wraps, { kind: "kit", words: "w" });
  assert.deepEqual(["answer/1", "note/1", "form", "late"].map((name) => session.kept.get(name)), [{ text: "half a word" }, undefined, "at the last moment", undefined]);
});

test("a page that goes ends the worker at once, and a worker that does not answer does not stay for long", async () => {
  const { session, office } = await place();
  session.kept.set("note", "words");
  session.lock(true);
  assert.equal(office.ended, 1);
  await session.unlock([{ kind: "kit", sealed: "x" }], { kind: "kit", words: "w" });
  office.ask = () => new Promise(() => undefined);
  session.kept.set("note", "words");
  session.lock();
  assert.equal(office.ended, 1);
  await new Promise((resolve) => setTimeout(resolve, 700));
  assert.equal(office.ended, 2);
});

test("only a sealed copy that was made for what is shown is tried", async () => {
  const { session } = await place();
  session.lock();
  const wraps = [{ kind: "passkey", credential: "one", sealed: "x" }];
  await assert.rejects(session.unlock(wraps, { kind: "passkey", credential: "two", prf: SECRET }), frame.NoWrap);
  await assert.rejects(session.unlock(wraps, { kind: "kit", words: "w" }), frame.NoWrap);
  assert.equal(session.unlocked, undefined);
});
