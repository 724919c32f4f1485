/**
 * Every contract case once, one after the other, with all signatures verified.
 *
 * @example k6 run dist/contract.js -e ROPC_BASE_URL=http://127.0.0.1:9000
 */
import { contract } from '../lib/k6/contract/contract.js';

export const { options, handleSummary, contractCases } = contract();
