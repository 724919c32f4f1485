import http, { type Response } from 'k6/http';
import { LOCKOUT_SECTION, SIZES } from '../../core/experiments/effort.js';
import type { ExperimentContext } from './context.js';

const ACCOUNTS = SIZES.parallelAccounts;

/** Sends passwords for one account at the same moment. True where one of them was granted. */
function isGrantedTogether(context: ExperimentContext, index: number, passwords: readonly string[]): boolean {
  const { username } = context.userAt(index);
  const requests = passwords.map((password) => context.session.client.request('sign-in', { username, password }));
  const answers = http.batch(requests as Parameters<typeof http.batch>[0]) as unknown as Response[];
  return answers.map((answer) => context.see(answer)).includes('ok');
}

const wrongOnes = (context: ExperimentContext, index: number, count: number): string[] =>
  Array.from({ length: count }, (_, attempt) => context.wrong(index, attempt));

/**
 * All wrong passwords at the same moment. An account that lets the right one in after them either lost some of them, or did not try
 * them: a service may try one at a time, and refuse what comes meanwhile. That is told by the right password among too few wrong
 * ones to lock: only where all are tried is it granted each time.
 */
export function parallel(context: ExperimentContext): void {
  const { first } = context.users('lockout', 0.9, 1);
  const section = context.users('lockout', LOCKOUT_SECTION.from, LOCKOUT_SECTION.to);
  const spare = section.first + section.count - ACCOUNTS;
  // Not one more than must lock: each that is not counted shows.
  const { from, to: count } = context.brief.lockout;
  let locked = 0;
  let tried = 0;
  for (let i = 0; i < ACCOUNTS; i++) {
    isGrantedTogether(context, first + i, wrongOnes(context, first + i, count));
    if (!context.signIn(first + i)) locked += 1;
    else if (isGrantedTogether(context, spare + i, [...wrongOnes(context, spare + i, from - 1), context.userAt(spare + i).password]))
      tried += 1;
  }
  const open = ACCOUNTS - locked;
  // The one that is tried can be the right one, by chance.
  const isSafe = tried * 2 <= open;
  const found = `${locked} of ${ACCOUNTS} accounts locked by ${count} wrong passwords at the same moment`;
  const among = `; sent together with ${from - 1} wrong ones, the right password was granted for ${tried} of ${open} others`;
  context.note('parallel', 'parallel.counted', isSafe ? 'held' : 'broken', open === 0 ? found : found + among);
}
