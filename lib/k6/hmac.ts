import { hmac as hmacOf } from 'k6/crypto';
import type { Hmac } from '../core/pool.js';

// Held, for each time that an import is read k6 wraps the function anew (5 us).
const keyedHash = hmacOf;

/** HMAC-SHA-256 by k6's Go code. */
export const hmac: Hmac = (key, message) => keyedHash('sha256', key, message, 'base64rawurl');
