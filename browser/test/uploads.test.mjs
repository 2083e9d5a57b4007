// Files sent over bad networks to a server that does what ours does: what arrives is whole, however often it was cut.
import assert from "node:assert/strict";
import http from "node:http";
import { test } from "node:test";
import { lib } from "./vectors.mjs";

const random = lib.secureRandom;
const recipient = lib.recipientOf(random(32));

// A server of pieces. `meddle(request, response, number)` may answer or break a request (true: it did), or return a number
// of bytes after which the connection breaks.
async function keeper(meddle = () => undefined) {
  const kept = { bytes: Buffer.alloc(0), length: undefined, requests: [], calls: [] };
  const server = http.createServer((request, response) => {
    const number = kept.requests.push(`${request.method} ${request.url}`);
    assert.equal(request.headers["tus-resumable"], "1.0.0");
    const told = meddle(request, response, number, kept);
    if (told === true) return request.resume();
    const offset = () => response.setHeader("Upload-Offset", kept.bytes.length);
    if (request.method === "POST") {
      kept.calls.push(Buffer.from(request.headers["tocsin-call"], "base64url").toString());
      kept.length = Number(request.headers["upload-length"]);
      response.writeHead(201, { Location: "/files/x" }).end();
    } else if (request.method === "HEAD") {
      offset();
      response.writeHead(kept.length === undefined ? 404 : 200).end();
    } else if (request.method === "DELETE") {
      kept.length = undefined;
      response.writeHead(204).end();
    } else if (Number(request.headers["upload-offset"]) !== kept.bytes.length) {
      response.writeHead(409).end('{"error":"wrong_offset"}');
    } else {
      let left = told ?? Infinity;
      request.on("data", (data) => {
        const taken = data.subarray(0, left);
        kept.bytes = Buffer.concat([kept.bytes, taken]);
        if ((left -= taken.length) === 0) request.socket.destroy();
      });
      request.on("end", () => {
        offset();
        response.writeHead(204).end();
      });
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { kept, endpoint: `http://127.0.0.1:${server.address().port}/files`, close: () => { server.closeAllConnections(); server.close(); } };
}

async function sent(meddle, { length = 3_000_000, ...more } = {}) {
  const { kept, endpoint, close } = await keeper(meddle);
  const file = lib.sealFile(new Blob([new Uint8Array(length).fill(5)]), recipient, random);
  const waits = [];
  const progress = [];
  const trouble = [];
  let calls = 0;
  try {
    await lib.upload(file, {
      endpoint, call: async () => `call ${++calls}`, wait: async (ms) => void waits.push(ms), onProgress: (done, whole) => progress.push(done / whole),
      onTrouble: (now) => trouble.push(now), ...more,
    });
    assert.equal(lib.hashOf(kept.bytes), file.attachment().sealedSha256);
    assert.equal(kept.bytes.length, file.sealedLength);
    assert.equal(progress.at(-1), 1);
  } finally {
    close();
  }
  return { kept, waits, progress, trouble, file };
}

test("a file goes in pieces that grow on a good network", async () => {
  const { kept, waits, trouble, file } = await sent();
  assert.deepEqual([waits, trouble], [[], []]);
  assert.equal(kept.requests[0], "POST /files");
  assert.ok(kept.requests.length < 8 && kept.requests.slice(1).every((line) => line === `PATCH /files/${file.id}`), kept.requests.join());
  assert.deepEqual([kept.length, kept.calls], [file.sealedLength, ["call 1"]]);
});

test("an upload cut at random places ends whole", async () => {
  let cuts = 0;
  const meddle = ({ method }) => (method === "PATCH" && cuts < 9 && Math.random() < 0.6 ? (cuts++, 1 + Math.floor(Math.random() * 300_000)) : undefined);
  for (let round = 0; round < 5; round++, cuts = 0) {
    const { kept, waits, trouble } = await sent(meddle);
    assert.equal(kept.requests.filter((line) => line.startsWith("HEAD")).length, waits.length);
    assert.equal(trouble.at(-1) ?? false, false);
  }
});

test("what the server took although its answer was lost is not sent twice", async () => {
  const lost = new Set([1, 4]);
  const { kept } = await sent((request, response, number, state) => {
    if (!lost.has(number)) return undefined;
    if (request.method === "POST") state.length = Number(request.headers["upload-length"]);
    request.on("data", (data) => (state.bytes = Buffer.concat([state.bytes, data])));
    request.on("end", () => response.socket.destroy());
    return true;
  });
  assert.deepEqual(kept.requests.slice(0, 3).map((line) => line.split(" ")[0]), ["POST", "POST", "HEAD"]);
});

test("a busy server is asked again when it says, others later and later", async () => {
  const { waits } = await sent((_, response, number) => {
    if (number < 2 || number > 6) return undefined;
    response.writeHead(number === 3 ? 429 : 503, number === 3 ? { "Retry-After": "40" } : {}).end();
    return true;
  });
  assert.deepEqual(waits, [1000, 40_000, 4000, 8000, 16_000]);
});

test("a call whose challenge is too old is made anew", async () => {
  const { kept } = await sent((_, response, number) => {
    if (number !== 1) return undefined;
    response.writeHead(409).end('{"error":"challenge_old"}');
    return true;
  });
  assert.deepEqual(kept.calls, ["call 2"]);
});

test("a refusal ends it with the server's word, and nothing more is sent", async () => {
  for (const [status, error, at, code] of [
    [413, "too_large", 1, "refused"], [404, "unknown_mailbox", 1, "refused"], [409, "too_many_files", 1, "refused"], [422, "bad_file", 2, "refused"],
    [507, "no_room", 2, "refused"], [410, "gone", 2, "gone"], [404, "not_found", 3, "gone"],
  ]) {
    const requests = [];
    const meddle = (request, response, number) => {
      requests.push(request.method);
      if (number < at) return undefined;
      response.writeHead(status).end(JSON.stringify({ error }));
      return true;
    };
    await assert.rejects(sent(meddle), (problem) => {
      assert.deepEqual([problem instanceof lib.UploadError, problem.code, problem.status, problem.detail], [true, code, status, error]);
      return true;
    });
    assert.equal(requests.length, at, `${status} ${error}`);
  }
});

test("after many vain tries it says so", async () => {
  const broken = (request) => (request.socket.destroy(), true);
  await assert.rejects(sent(broken), (problem) => problem.code === "unreachable");
  const offline = () => Promise.reject(new TypeError("offline"));
  await assert.rejects(sent(undefined, { fetch: offline }), (problem) => problem.code === "unreachable");
});

test("a pause breaks the piece under way, and afterwards it goes on where the server has it", async () => {
  const pause = new lib.Pause();
  let paused = 0;
  const meddle = (request) => {
    if (request.method !== "PATCH" || paused++) return undefined;
    request.once("data", () => {
      pause.pause();
      setTimeout(() => pause.resume(), 50);
    });
    return undefined;
  };
  const { waits, kept } = await sent(meddle, { pause });
  assert.deepEqual(waits, [], "a pause is no trouble");
  assert.equal(paused >= 2 && kept.requests.some((line) => line.startsWith("HEAD")), true);
});

test("a pause while the next piece is being sealed holds that piece back", async () => {
  const { kept, endpoint, close } = await keeper();
  const pause = new lib.Pause();
  let held;
  class Slow extends Blob {
    slice(from, to) {
      // Between two requests: the piece that is being put together has not been sent.
      if (from >= 1_000_000 && held === undefined) {
        pause.pause();
        held = kept.requests.length;
        setTimeout(() => { held = kept.requests.length - held; pause.resume(); }, 200);
      }
      return super.slice(from, to);
    }
  }
  const file = lib.sealFile(new Slow([new Uint8Array(3_000_000)]), recipient, random);
  try {
    await lib.upload(file, { endpoint, call: async () => "call", pause });
    assert.equal(held, 0, "not a request while it is paused");
    assert.equal(lib.hashOf(kept.bytes), file.attachment().sealedSha256);
  } finally {
    close();
  }
});

test("whoever stops is heard at once, also in the middle of waiting", async () => {
  const stop = new AbortController();
  const waits = async () => {
    setTimeout(() => stop.abort(), 10);
    await new Promise((resolve) => setTimeout(resolve, 60_000).unref());
  };
  const begun = Date.now();
  await assert.rejects(sent((request) => (request.socket.destroy(), true), { signal: stop.signal, wait: waits }), (problem) => problem.code === "stopped");
  assert.ok(Date.now() - begun < 5_000);
});

test("whoever gives a file up tells the server", async () => {
  const { kept, endpoint, close } = await keeper();
  const file = lib.sealFile(new Blob(["x"]), recipient, random);
  await lib.abandon(file, { endpoint });
  await lib.abandon(file, { endpoint: "http://127.0.0.1:1/files" });
  close();
  assert.deepEqual(kept.requests, [`DELETE /files/${file.id}`]);
});

test("a large file takes little memory", async () => {
  const size = 64 * 1024 * 1024;
  const source = { size, type: "", slice: (a, b) => ({ arrayBuffer: async () => new ArrayBuffer(b - a) }) };
  const file = lib.sealFile(source, recipient, random);
  // Buffers that nobody holds are given back beside the program, not by it.
  const held = async () => {
    for (let again = 0; again < 3; again++) {
      globalThis.gc?.();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
  };
  const before = await held();
  let [length, most] = [0, 0];
  for await (const chunk of file.chunks()) {
    length += chunk.length;
    if (length % (16 * 1024 * 1024) < chunk.length) most = Math.max(most, (await held()) - before);
  }
  assert.equal(length, file.sealedLength);
  assert.ok(most < 24 * 1024 * 1024, `${Math.round(most / 1e6)} MB`);
});
