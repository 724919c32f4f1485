/**
 * Sign-ins, refresh-token redemptions and some wrong passwords together, each at its own rate.
 *
 * @example k6 run dist/mixed.js -e ROPC_BASE_URL=http://127.0.0.1:9000
 */
import { load } from '../lib/k6/load.js';

export const { options, setup, handleSummary, signIn, refresh, failedSignIn } = load('mixed');
