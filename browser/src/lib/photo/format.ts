// What the reader of a format has to be.

/** A kind of photograph that can be cleaned. */
export type PhotoKind = 'jpeg' | 'png';

/** What the reader of a format wants of the next bytes. Never of none. */
export type Want =
  | { readonly want: 'whole'; readonly count: number }
  | { readonly want: 'pass'; left: number; readonly keep: boolean }
  | { readonly want: 'scan' }
  | { readonly want: 'nothing' }
  | { readonly want: 'broken' };

export const NOTHING: Want = { want: 'nothing' };
export const BROKEN: Want = { want: 'broken' };
export const SCAN: Want = { want: 'scan' };
export const whole = (count: number): Want => ({ want: 'whole', count });

export type Keep = (bytes: Uint8Array) => void;

export interface Format {
  readonly kind: PhotoKind;
  readonly first: Want;
  whole(bytes: Uint8Array, keep: Keep): Want;
  passing(bytes: Uint8Array): void;
  passed(): Want;
}

export const PNG_START = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
