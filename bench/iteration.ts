// What the load scenarios do in an iteration of refresh: request, contract, outcome, metrics, a share of the signatures.
import { type Handed, handOver, readHanded } from '../lib/k6/brief.js';
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

export function setup(): Handed {
  const brief = benchBrief();
  const first = createUser((part) => brief[part]);
  first.redeem(first.signInAs(0, 'setup', false), 'setup', 0);
  return handOver({ ...brief, learned: first.session.recogniser.readLearned() });
}

export default function (handed: Handed): void | Promise<void> {
  user ??= createUser(readHanded(handed));
  return user.refresh();
}
