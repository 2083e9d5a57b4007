// Fingerprints as people say them.

/** In groups of four, to be read aloud. */
export function grouped(fingerprint: string): string {
  return fingerprint.replace(/(.{4})(?=.)/g, "$1 ");
}

/** Whether what was heard is this fingerprint: spaces, dashes and capital letters do not matter. Half of it is not enough. */
export function same(heard: string, fingerprint: string): boolean {
  return fingerprint !== "" && heard.toLowerCase().replace(/[^0-9a-z]/g, "") === fingerprint;
}
