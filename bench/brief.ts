// What a load on the bench's server is held to, before it has learned an answer.
import { unseal } from '../dist/generated/sealed.js';
import type { Brief } from '../lib/k6/brief.js';
import type { Published } from '../lib/k6/discovery.js';
import { http } from './bare.js';

// What one generator reaches here, in iterations a second: the CPU of a response counts where there are many.
const RATE = 5_000;

// The server's one answer is a refresh response, which is no sign-in's by the shape lock of the demo tenant.
export function benchBrief(): Brief {
  const { chooseWitnesses, makeBrief, readEnvironment, verifyEvery } = unseal('planning');
  const environment = readEnvironment({ ...__ENV, ROPC_TENANT: 'no-lock.onmicrosoft.com' }, 'refresh');
  const published = http.get(environment.plan.target.keysUrl as string).json() as unknown as Published;
  const brief = makeBrief(environment, published);
  const among = Number(__ENV.BENCH_VUS);
  const every = verifyEvery({ peakRate: RATE, preAllocatedVUs: among }, environment.settings.verifyShare);
  // The people of the server's answers are none of the pool.
  const pool = { ...brief.sending.pool, signInType: 'username' as const };
  return { ...brief, sending: { ...brief.sending, spread: {}, witnesses: { refresh: chooseWitnesses(every, among) }, pool } };
}
