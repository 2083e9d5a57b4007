// Bytes, compared and gathered.

export function startsWith(bytes: Uint8Array, text: string): boolean {
  return bytes.length >= text.length && [...text].every((letter, at) => bytes[at] === letter.charCodeAt(0));
}

/** Bytes that gather. */
export class Growing {
  private bytes: Uint8Array;
  private filled = 0;

  constructor(expected: number) {
    this.bytes = new Uint8Array(expected + 256);
  }

  add(more: Uint8Array): void {
    const needed = this.filled + more.length;
    if (needed > this.bytes.length) {
      const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
      larger.set(this.bytes.subarray(0, this.filled));
      this.bytes = larger;
    }
    this.bytes.set(more, this.filled);
    this.filled = needed;
  }

  all(): Uint8Array {
    return this.bytes.slice(0, this.filled);
  }
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
