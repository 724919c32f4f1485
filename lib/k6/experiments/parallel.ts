import http, { type Response } from 'k6/http';
import { SIZES } from '../../core/experiments/effort.js';
import type { ExperimentContext } from './context.js';

const ACCOUNTS = SIZES.parallelAccounts;

/** All wrong passwords at the same moment; an account that lets the right one in after them lost some of them. */
export function parallel(context: ExperimentContext): void {
  const { first } = context.users('lockout', 0.9, 1);
  // Not one more than must lock: each that is not counted shows.
  const { to: count } = context.brief.lockout;
  let locked = 0;
  for (let index = first; index < first + ACCOUNTS; index++) {
    const { username } = context.userAt(index);
    const requests = Array.from({ length: count }, (_, attempt) =>
      context.session.client.request('sign-in', { username, password: context.wrong(index, attempt) }),
    );
    const answers = http.batch(requests as Parameters<typeof http.batch>[0]) as unknown as Response[];
    for (const answer of answers) context.see(answer);
    if (!context.signIn(index)) locked += 1;
  }
  const found = `${locked} of ${ACCOUNTS} accounts locked by ${count} wrong passwords at the same moment`;
  context.note('parallel', 'parallel.counted', locked === ACCOUNTS ? 'held' : 'broken', found);
}
