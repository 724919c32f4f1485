import { hmac as hmacOf, sha256 } from 'k6/crypto';
import { b64decode } from 'k6/encoding';
import type { Primitives } from '../core/contract/checks/token.js';
import type { Hmac } from '../core/pool.js';

// By name, not as whole modules: k6 makes all of a module for every virtual user that asks for its default export (11 kB).
// And held, for each time that an import is read k6 wraps the function anew (5 us).
const fromBase64 = b64decode;
const hash = sha256;
const keyedHash = hmacOf;

/** What lib/core needs of k6: its Go code for hashes and base64, for JavaScript loops are slow in a VU. */
export const primitives: Primitives = {
  decode: (text) => fromBase64(text, 'rawurl', 's'),
  sha256: (text) => hash(text, 'base64rawurl'),
};

export const decodeBytes = (text: string): ArrayBuffer => fromBase64(text, 'rawurl');

export const hmac: Hmac = (key, message) => keyedHash('sha256', key, message, 'base64rawurl');
