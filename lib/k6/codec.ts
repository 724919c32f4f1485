import { sha256 } from 'k6/crypto';
import { b64decode } from 'k6/encoding';

/**
 * k6's Go code for hashes and base64, for JavaScript loops are slow in a VU. Held, for each time that an import is read k6 wraps the
 * function anew (5 us).
 */
export const codec = { b64decode, sha256 };
