/**
 * Honest users sign in and refresh while another cohort gets wrong passwords; with profile failed-logins, the experiments
 * come after it.
 *
 * @example k6 run dist/failed-logins.js -e ROPC_BASE_URL=http://127.0.0.1:9000 -e ROPC_EXPERIMENTS=lockout,enumeration
 */
import { guardedExperiments } from '../lib/k6/experiments/run.js';
import { load } from '../lib/k6/load.js';

export const { options, setup, handleSummary, signIn, refresh, failedSignIn } = load('failed-logins');
export const experiments = guardedExperiments;
