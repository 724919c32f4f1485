import type { Primitives } from '../core/contract/checks/token.js';
import type { codec } from './codec.js';

/** What the checks need of k6, out of what it has: handed in, for a sealed module imports nothing of it. */
export const primitivesOf = ({ b64decode, sha256 }: typeof codec): Primitives => ({
  decode: (text) => b64decode(text, 'rawurl', 's'),
  sha256: (text) => sha256(text, 'base64rawurl'),
});
