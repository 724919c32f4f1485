import { batch, type Response } from 'k6/http';
import { LOCKOUT_SECTION, SIZES } from '../../core/experiments/effort.js';
import { judgeTogether } from '../../core/experiments/together.js';
import type { ExperimentContext } from './context.js';

const ACCOUNTS = SIZES.parallelAccounts;

/** Sends wrong passwords, and perhaps the right one, for one account at the same moment. True where one was granted. */
function isGrantedTogether(context: ExperimentContext, index: number, wrong: number, right: 'right' | 'none'): boolean {
  const { username, password } = context.userAt(index);
  const passwords = Array.from({ length: wrong }, (_, attempt) => context.wrong(index, attempt));
  if (right === 'right') passwords.push(password);
  const requests = passwords.map((one) => context.session.client.request('sign-in', { username, password: one }));
  const answers = batch(requests as Parameters<typeof batch>[0]) as unknown as Response[];
  return answers.map((answer) => context.see(answer)).includes('ok');
}

/** Whether passwords that come together are all tried, and whether the service locks at all, told by accounts of their own. */
function lookCloser(context: ExperimentContext): { granted: number; isLockSeen: boolean } {
  const { from, to } = context.lockout;
  const { first, count } = context.users('lockout', LOCKOUT_SECTION.from, LOCKOUT_SECTION.to);
  const accounts = Array.from({ length: ACCOUNTS }, (_, i) => first + count - ACCOUNTS + i);
  const granted = accounts.filter((index) => isGrantedTogether(context, index, from - 1, 'right')).length;
  const areOpen = accounts.every((index) => context.signIn(index));
  if (!areOpen) context.doubt('accounts that were to be open are locked, perhaps by a run before this one');
  const [inTurn] = accounts as [number];
  for (let attempt = 0; attempt < to; attempt++) context.fail(inTurn, 300 + attempt);
  return { granted, isLockSeen: areOpen && !context.signIn(inTurn) };
}

/** All wrong passwords at the same moment: not one more than must lock, so that each that is not counted shows. */
export function parallel(context: ExperimentContext): void {
  const { first } = context.users('lockout', 0.9, 1);
  const { from, to } = context.lockout;
  let locked = 0;
  for (let index = first; index < first + ACCOUNTS; index++) {
    isGrantedTogether(context, index, to, 'none');
    if (!context.signIn(index)) locked += 1;
  }
  const closer = locked === ACCOUNTS ? { granted: 0, isLockSeen: true } : lookCloser(context);
  const found = `${locked} of ${ACCOUNTS} accounts locked by ${to} wrong passwords at the same moment`;
  const among = `; together with ${from - 1} wrong ones the right password was granted for ${closer.granted} of ${ACCOUNTS} others`;
  const result = judgeTogether({ accounts: ACCOUNTS, locked, from, ...closer });
  context.note('parallel', 'parallel.counted', result, locked === ACCOUNTS ? found : found + among);
}
