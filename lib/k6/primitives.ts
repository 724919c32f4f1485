import { sha256 } from 'k6/crypto';
import { b64decode } from 'k6/encoding';
import type { Primitives } from '../core/contract/checks/token.js';

// Held, for each time that an import is read k6 wraps the function anew (5 us).
export const fromBase64 = b64decode;
const hash = sha256;

/** What lib/core needs of k6: its Go code for hashes and base64, for JavaScript loops are slow in a VU. */
export const primitives: Primitives = {
  decode: (text) => fromBase64(text, 'rawurl', 's'),
  sha256: (text) => hash(text, 'base64rawurl'),
};
