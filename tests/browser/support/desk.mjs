// An installation with a desk in a folder of its own, behind a relay that keeps every byte that browsers send; and people
// who work there, each in a browser context with a passkey of its own.
import { spawn, spawnSync, execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Relay, root, until } from '../house.mjs';

const target = process.env.CARGO_TARGET_DIR ?? path.join(root, 'target');
// Campaigns bring the release build, copied so that a build beside them changes nothing.
const programs = process.env.TOCSIN_PROGRAM ? path.dirname(process.env.TOCSIN_PROGRAM) : path.join(target, 'debug');
const bin = (name) => path.join(programs, name);

/** A port that nobody listens on just now. */
function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export class House {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'desk-'));
  data = path.join(this.home, 'data');
  log = '';
  /** Set once the service lives on a later day. */
  #later = {};

  /** A real installation, its desk at a local address. */
  static async start() {
    const house = new House();
    try {
      house.port = await freePort();
      house.relay = await Relay.start(house.port);
      // Passkeys belong to a name, and the desk to one address.
      house.base = house.relay.base.replace('127.0.0.1', 'localhost');
      house.tocsin('init', '--data', house.data);
      house.#configure();
      await house.serve();
      return house;
    } catch (error) {
      house.stop();
      throw error;
    }
  }

  #configure() {
    const file = path.join(this.data, 'tocsin.toml');
    const set = (text, from, to) => { if (!text.match(from)) throw new Error(`the configuration lacks ${from}`); return text.replace(from, to); };
    let text = fs.readFileSync(file, 'utf8');
    text = set(text, 'listen = "127.0.0.1:8080"', `listen = "127.0.0.1:${this.port}"`);
    text = set(text, 'rate_limit = true', 'rate_limit = false');
    text = set(text, 'reserve_mb = 500', 'reserve_mb = 1');
    text = set(text, /transport = "smtp".*/, 'transport = "directory"\ndirectory = "mail"');
    text = set(text, /\[alerts\.smtp\][^[]*/, '');
    text = set(text, /^# \[desk\]$/m, '[desk]');
    text = set(text, /^# address = "https:\/\/desk.*$/m, `address = "${this.base}"`);
    text = set(text, /^enabled = \[.*$/m, 'enabled = ["en", "zh-Hans", "zh-Hant", "ug", "fa", "ru"]');
    text = set(text, /^unreviewed_allowed = \[\]/m, 'unreviewed_allowed = ["zh-Hans", "zh-Hant", "ug", "fa", "ru"]');
    fs.writeFileSync(file, text.replaceAll('EXAMPLE', 'test'));
  }

  /** Runs the program on this installation; what it prints. */
  tocsin(...args) {
    return execFileSync(bin('tocsin'), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...this.#later } });
  }

  desk(...args) {
    return execFileSync(bin('tocsin-desk'), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** The same, whatever becomes of it: the code, and all that it said. */
  tried(name, ...args) {
    const { status, stdout, stderr } = spawnSync(bin(name), args, { encoding: 'utf8', env: { ...process.env, ...this.#later } });
    return { status, said: stdout + stderr };
  }

  /** A fresh folder for what a command writes; it is not made. */
  fresh(name) {
    return path.join(fs.mkdtempSync(path.join(this.home, `${name}-`)), name);
  }

  /** Everything as an export gives it: the folder. */
  exported() {
    const folder = this.fresh('export');
    this.tocsin('export', '--data', this.data, '--out', folder);
    return folder;
  }

  get rosterKey() {
    return path.join(this.home, 'data-roster-key/roster.key');
  }

  serve() {
    return new Promise((resolve, reject) => {
      this.child = spawn(bin('tocsin'), ['serve', '--config', path.join(this.data, 'tocsin.toml')], { env: { ...process.env, ...this.#later } });
      const timer = setTimeout(() => reject(new Error(`the service did not start:\n${this.log}`)), 60_000);
      const heard = (bytes) => { this.log += bytes; };
      this.child.stdout.on('data', heard);
      this.child.stderr.on('data', heard);
      this.child.on('exit', (code) => { clearTimeout(timer); reject(new Error(`the service ended with ${code}:\n${this.log}`)); });
      const ask = async () => {
        const answer = await fetch(`http://127.0.0.1:${this.port}/robots.txt`).catch(() => undefined);
        if (answer?.ok) { clearTimeout(timer); resolve(); } else if (this.child.exitCode === null) setTimeout(ask, 100);
      };
      void ask();
    });
  }

  /** Ends the service as an administrator does, and waits for it. */
  async halt() {
    this.child.removeAllListeners('exit');
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    if (this.child.exitCode === null) { this.child.kill('SIGTERM'); await ended; }
  }

  /** The same service so many hours later, by the clock that it and its commands read. */
  async later(hours) {
    await this.halt();
    const library = path.join(this.home, 'clock.so');
    if (!fs.existsSync(library)) execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, path.join(root, 'tests/browser/support/clock.c'), '-ldl']);
    this.#later = { LD_PRELOAD: library, TOCSIN_LATER: String(hours * 3600) };
    await this.serve();
  }

  /** Writes to the database as whoever has its file can: each statement with its values, bytes in hexadecimal. */
  sql(...statements) {
    const program = `
import json, sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=10)
changed = 0
for text, values in json.loads(sys.stdin.read()):
    changed += max(0, db.execute(text, [bytes.fromhex(value) for value in values]).rowcount)
db.commit()
print(changed)
`;
    return Number(execFileSync('python3', ['-c', program, path.join(this.data, 'tocsin.db')], { encoding: 'utf8', input: JSON.stringify(statements) }));
  }

  /** A one-time link for somebody with these roles. */
  invite(alias, ...roles) {
    const said = this.tocsin('people', 'invite', '--data', this.data, '--alias', alias, '--email', `${alias.toLowerCase()}@test.example`, ...roles.flatMap((role) => ['--role', role]));
    const link = said.match(/http\S+#invite=\S+/);
    if (!link) throw new Error(`no link in: ${said}`);
    return link[0];
  }

  /** The administrator signs the team that a lead made at the desk. */
  signDraft() {
    return this.tocsin('roster', 'sign', '--data', this.data, '--key', this.rosterKey, '--draft');
  }

  /** Every file of the installation and the log. */
  * traces() {
    yield ['the log', Buffer.from(this.log)];
    for (const name of fs.readdirSync(this.home, { recursive: true })) {
      const file = path.join(this.home, name);
      if (fs.statSync(file).isFile()) yield [name, fs.readFileSync(file)];
    }
  }

  stop() {
    this.child?.removeAllListeners('exit');
    this.child?.kill('SIGTERM');
    this.relay?.stop();
    fs.rmSync(this.home, { recursive: true, force: true });
  }
}

/** The code of an app for one-time codes (RFC 6238) at `step` steps from now. */
export function totp(secret, step = 0, now = Date.now()) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replaceAll(/[\s=]/g, '').toUpperCase()].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const count = Buffer.alloc(8);
  count.writeBigUInt64BE(BigInt(Math.floor(now / 30_000) + step));
  const mac = createHmac('sha1', key).update(count).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
