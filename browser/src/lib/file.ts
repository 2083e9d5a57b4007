// A file sealed as a stream. Its sealed bytes can be made again from any place, so that a broken upload goes on where it
// was cut and nothing is held in memory but keys: age's chunks are 64 KiB and each is sealed on its own.
import { sha256 } from "@noble/hashes/sha2.js";
import { beginFile, sealChunk } from "./age.ts";
import { equal, hex, type Random } from "./bytes.ts";
import { fileName, mediaType } from "./names.ts";
import { CHUNK, NONCE, TAG, padme, sealedSize } from "./padding.ts";
import type { Attachment } from "./payload.ts";

/** A file to be sealed: a `File`, or a `Blob` with a name. */
export interface Source {
  readonly size: number;
  readonly name?: string;
  readonly type: string;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** The file changed while it was being sent, or it cannot be read any more (a card taken out, a cloud file gone). */
export class FileChanged extends Error {}

export interface FileOptions {
  /** The file of which this one is a copy without hidden data. */
  cleanCopyOf?: string;
}

/** Makes header and keys; reads nothing of the file yet. */
export function sealFile(source: Source, caseRecipient: string, random: Random, options: FileOptions = {}): SealedFile {
  const { head, key } = beginFile([caseRecipient], random);
  return new SealedFile(source, hex(random(16)), head, key, options);
}

export class SealedFile {
  /** Its name within the case. */
  readonly id: string;
  /** Name and type as they are sealed with the message; outside they are never seen. */
  readonly name: string;
  readonly mediaType: string;
  /** Bytes of the true file. */
  readonly length: number;
  /** Bytes of the sealed file. */
  readonly sealedLength: number;
  readonly #source: Source;
  /** Header and nonce. */
  readonly #head: Uint8Array;
  readonly #key: Uint8Array;
  readonly #options: FileOptions;
  readonly #padded: number;
  readonly #chunks: number;
  readonly #trueHash = sha256.create();
  readonly #sealedHash = sha256.create();
  /** The tag of every chunk sealed so far. Two different contents under one key and number would betray both. */
  readonly #tags: Uint8Array[] = [];
  #attachment: Attachment | undefined;

  constructor(source: Source, id: string, head: Uint8Array, streamKey: Uint8Array, options: FileOptions) {
    this.#source = source;
    this.#head = head;
    this.#key = streamKey;
    this.#options = options;
    this.id = id;
    this.name = fileName(source.name ?? "");
    this.mediaType = mediaType(source.type);
    this.length = source.size;
    this.#padded = padme(source.size);
    this.#chunks = Math.ceil(this.#padded / CHUNK);
    this.sealedLength = sealedSize(this.#padded, head.length - NONCE);
    this.#sealedHash.update(head);
  }

  /** The sealed bytes from `offset` on, in pieces of about 64 KiB: the same bytes however often they are asked for. */
  async *chunks(offset = 0): AsyncGenerator<Uint8Array, void, undefined> {
    if (offset < this.#head.length) yield this.#head.slice(offset);
    const skip = Math.max(0, offset - this.#head.length);
    const first = Math.floor(skip / (CHUNK + TAG));
    // What the hashes have not seen must pass by them in order.
    for (let number = Math.min(first, this.#tags.length); number < this.#chunks; number++) {
      const sealed = await this.#chunk(number);
      if (number > first) yield sealed;
      else if (number === first) yield sealed.subarray(skip - first * (CHUNK + TAG));
    }
  }

  /** What the message says of it; known once its last byte was sealed. */
  attachment(): Attachment {
    if (!this.#attachment) throw new Error("the file was not sealed to its end");
    return this.#attachment;
  }

  /** Whether its last byte was sealed. */
  get complete(): boolean {
    return this.#attachment !== undefined;
  }

  async #chunk(number: number): Promise<Uint8Array> {
    const start = number * CHUNK;
    const size = Math.min(CHUNK, this.#padded - start);
    const plain = new Uint8Array(size);
    const true_ = Math.max(0, Math.min(size, this.length - start));
    if (true_ > 0) plain.set(await this.#read(start, start + true_));
    const sealed = sealChunk(this.#key, number, number === this.#chunks - 1, plain);
    const tag = sealed.slice(-TAG);
    const known = this.#tags[number];
    if (known) {
      if (!equal(known, tag)) throw new FileChanged("the file changed while it was being sent");
    } else if (number === this.#tags.length) {
      this.#trueHash.update(plain.subarray(0, true_));
      this.#sealedHash.update(sealed);
      this.#tags.push(tag);
      if (this.#tags.length === this.#chunks) this.#finish();
    }
    plain.fill(0);
    return sealed;
  }

  async #read(start: number, end: number): Promise<Uint8Array> {
    let bytes: Uint8Array;
    try {
      bytes = new Uint8Array(await this.#source.slice(start, end).arrayBuffer());
    } catch {
      throw new FileChanged("the file cannot be read");
    }
    if (bytes.length !== end - start) throw new FileChanged("the file became shorter");
    return bytes;
  }

  #finish(): void {
    this.#attachment = {
      id: this.id,
      name: this.name,
      mediaType: this.mediaType,
      length: this.length,
      sha256: hex(this.#trueHash.digest()),
      sealedSha256: hex(this.#sealedHash.digest()),
      sealedLength: this.sealedLength,
      ...(this.#options.cleanCopyOf === undefined ? {} : { cleanCopyOf: this.#options.cleanCopyOf }),
    };
  }
}
