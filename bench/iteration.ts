// What the load scenarios do in an iteration of refresh: request, contract, outcome, metrics, a share of the signatures.
import http from 'k6/http';
import { openPlanning } from '../dist/generated/planning.js';
import type { Brief } from '../lib/k6/brief.js';
import type { Published } from '../lib/k6/discovery.js';
import { createUser, type User } from '../lib/k6/user.js';
import { options as common } from './options.js';

export const options = {
  ...common,
  thresholds: {
    ...common.thresholds,
    'ropc_findings{severity:failure}': ['count<1'],
    ropc_responses: [`count>=${__ENV.BENCH_ITERATIONS}`],
  },
};

let user: User | undefined;

// The server's one answer is a refresh response, which is no sign-in's by the shape lock of the demo tenant.
export function setup(): string {
  const environment = openPlanning().readEnvironment({ ...__ENV, ROPC_TENANT: 'no-lock.onmicrosoft.com' }, 'refresh');
  const published = http.get(environment.plan.target.keysUrl as string).json() as unknown as Published;
  const brief = openPlanning().makeBrief(environment, published);
  const first = createUser(brief);
  first.redeem(first.signInAs(0, 'setup', false), 'setup');
  return JSON.stringify(brief);
}

export default function (brief: string): void | Promise<void> {
  user ??= createUser(JSON.parse(brief) as Brief);
  return user.refresh();
}
