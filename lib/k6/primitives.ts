import crypto from 'k6/crypto';
import encoding from 'k6/encoding';
import type { RecogniserOptions } from '../core/contract/recogniser.js';
import type { Hmac } from '../core/pool.js';

// Taken out once: a property of a k6 module costs more to look up than one of an object.
const { b64decode, b64encode } = encoding;

/** What lib/core needs of k6: its Go code for hashes and base64, for JavaScript loops are slow in a VU. */
export const primitives: RecogniserOptions['primitives'] = {
  decode: (text) => b64decode(text, 'rawurl', 's'),
  encode: (text) => b64encode(text, 'rawurl'),
  sha256: (text) => crypto.sha256(text, 'base64rawurl'),
};

export const decodeBytes = (text: string): ArrayBuffer => b64decode(text, 'rawurl');

export const hmac: Hmac = (key, message) => crypto.hmac('sha256', key, message, 'base64rawurl');
