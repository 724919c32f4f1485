// What a load on the bench's server is held to, before it has learned an answer.
import http from 'k6/http';
import { openPlanning } from '../dist/generated/planning.js';
import type { Brief } from '../lib/k6/brief.js';
import type { Published } from '../lib/k6/discovery.js';

// The server's one answer is a refresh response, which is no sign-in's by the shape lock of the demo tenant.
export function benchBrief(): Brief {
  const environment = openPlanning().readEnvironment({ ...__ENV, ROPC_TENANT: 'no-lock.onmicrosoft.com' }, 'refresh');
  const published = http.get(environment.plan.target.keysUrl as string).json() as unknown as Published;
  const brief = openPlanning().makeBrief(environment, published);
  // The people of the server's answers are none of the pool.
  return { ...brief, pool: { ...brief.pool, signInType: 'username' } };
}
