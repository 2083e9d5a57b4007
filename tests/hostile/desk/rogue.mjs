// A reporter with a program of its own: everything is sealed and signed as it must be, and what is inside is what no form
// would let through. What the server cannot see, the desk meets first.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { root } from '../../browser/house.mjs';

const library = path.join(root, 'browser/build/library.mjs');

/** The browser's own library, as it is now. */
export async function sealing() {
  execFileSync(process.execPath, [path.join(root, 'browser/build.mjs'), '--for-tests']);
  return import(library);
}

export class Rogue {
  /** `base`: the service's address. */
  static async start(base) {
    const rogue = new Rogue();
    rogue.base = base;
    rogue.lib = await sealing();
    rogue.kit = await (await fetch(`${base}/en/api/v1/kit`)).json();
    const chain = rogue.lib.verifyChain(rogue.kit.rosters, rogue.kit.roster_key, rogue.kit.deployment, rogue.now());
    rogue.roster = chain[chain.length - 1];
    return rogue;
  }

  now() {
    return Math.floor(Date.now() / 1000);
  }

  decision(rules = [{ id: 'rogue', sentence: 'x' }], urgency = 'urgent', wakes = false) {
    return { urgency, wakes, rules, ruleSet: this.kit.rules.rule_set };
  }

  /** A report with exactly this inside. Resolves to what further messages need. */
  async report({ narrative, facts = [], methods = [], language = 'en', danger = 'unknown', answerHere = true, decision = this.decision() }) {
    const { lib } = this;
    const entropy = lib.newReceipt(lib.secureRandom);
    const draft = { narrative, danger, answerHere, methods, facts: new Map(facts) };
    const sealed = await lib.sealReport({ draft, decision, language, roster: this.roster, deployment: this.kit.deployment, entropy, now: this.now(), random: lib.secureRandom });
    await this.#post('/api/v1/reports', lib.MEDIA_TYPE, sealed.bytes);
    return { ...sealed, receipt: lib.digits(entropy) };
  }

  /** A message behind it with files under exactly these names and types. */
  async message(sealed, { text, files = [], facts = [], language = 'en', decision = this.decision() }) {
    const { lib } = this;
    const attachments = [];
    for (const { name, type, bytes } of files) {
      const file = lib.sealFile(new Blob([bytes]), sealed.caseRecipient, lib.secureRandom);
      Object.assign(file, { name, mediaType: type });
      const call = async () => lib.signedCall(sealed.keys, 'file', await this.#challenge(), { id: file.id, len: file.sealedLength });
      await lib.upload(file, { endpoint: `${this.base}/api/v1/files`, call });
      attachments.push(file.attachment());
    }
    const addition = await lib.sealAddition({
      keys: sealed.keys, capsule: sealed.capsule, tip: sealed.tip, draft: { text, danger: 'unknown', facts: new Map(facts) }, decision,
      files: attachments, language, roster: this.roster, now: this.now(), challenge: await this.#challenge(), random: lib.secureRandom,
    });
    await this.#post('/api/v1/mailbox/messages', lib.ADDITION_MEDIA_TYPE, addition.bytes);
    sealed.tip = addition.tip;
  }

  async #challenge() {
    return (await (await fetch(`${this.base}/api/v1/challenge`)).json()).challenge;
  }

  async #post(address, type, body) {
    const answer = await fetch(this.base + address, { method: 'POST', headers: { 'content-type': type }, body });
    if (!answer.ok) throw new Error(`${address}: ${answer.status} ${await answer.text()}`);
  }
}
