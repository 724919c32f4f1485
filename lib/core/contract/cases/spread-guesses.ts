import type { ContractCase } from './types.js';

/** Users who must get in: the first, and that of the case `sign-in-other-user`. */
const NEVER_GUESSED = 2;

const guessesPassword = ({ with: changed = {}, without = [] }: ContractCase): boolean =>
  !('username' in changed) && ('password' in changed || without.includes('password'));

/** Whether the user of a case is one who gets a wrong password, and no right one in the cases that follow. */
export const isGuessed = ({ user = 0 }: ContractCase): boolean => user >= NEVER_GUESSED;

/**
 * A wrong password for each user in turn: an endpoint that locks early, or after two of them in a second as some do, must not
 * lock out somebody who is to get in. Each is let in again with the right one ({@link isGuessed}), or the guesses of run after run
 * would add up. In a pool too small for that the first user gets them all, whose right password in between
 * starts the count again.
 */
export function spreadGuesses(cases: ContractCase[], users: number): ContractCase[] {
  if (users - NEVER_GUESSED < cases.filter(guessesPassword).length) return cases;
  let next = NEVER_GUESSED;
  return cases.map((item) => (guessesPassword(item) ? { ...item, user: next++ } : item));
}
