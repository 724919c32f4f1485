/**
 * Redeems refresh tokens, at a rate. A virtual user signs in once, outside the SLO, and then keeps its newest token.
 *
 * @example k6 run dist/refresh.js -e ROPC_BASE_URL=http://127.0.0.1:9000
 */
import { load } from '../lib/k6/load.js';

export const { options, setup, handleSummary, refresh } = load('refresh');
