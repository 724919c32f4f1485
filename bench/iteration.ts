// What the load scenarios do in an iteration of refresh: request, contract, outcome, metrics, a share of the signatures.
import type { Brief } from '../lib/k6/brief.js';
import { createUser, type User } from '../lib/k6/user.js';
import { benchBrief } from './brief.js';
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

export function setup(): string {
  const brief = benchBrief();
  const first = createUser(() => brief);
  first.redeem(first.signInAs(0, 'setup', false), 'setup', 0);
  return JSON.stringify(brief);
}

export default function (brief: string): void | Promise<void> {
  user ??= createUser(() => JSON.parse(brief) as Brief);
  return user.refresh();
}
