/**
 * Signs users in, at a rate.
 *
 * @example k6 run dist/sign-in.js -e ROPC_BASE_URL=http://127.0.0.1:9000
 */
import { load } from '../lib/k6/load.js';

export const { options, setup, handleSummary, signIn } = load('sign-in');
