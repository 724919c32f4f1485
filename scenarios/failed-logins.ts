/**
 * Wrong passwords for one cohort while another one signs in: what honest users notice of it.
 *
 * @example k6 run dist/failed-logins.js -e ROPC_BASE_URL=http://127.0.0.1:9000
 */
import { load } from '../lib/k6/load.js';

export const { options, setup, handleSummary, signIn, failedSignIn } = load('failed-logins');
