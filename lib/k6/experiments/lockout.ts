import type { Response } from 'k6/http';
import { LOCKOUT_SECTION, SIZES } from '../../core/experiments/effort.js';
import { normaliseBody } from '../../core/experiments/normalise.js';
import type { ExperimentContext } from './context.js';
import { countAttempts } from './metrics.js';

const ACCOUNTS_EACH: number = SIZES.lockoutAccounts;

/** Which of some accounts can sign in. */
function open(context: ExperimentContext, accounts: readonly number[]): number {
  return accounts.filter((index) => context.signIn(index)).length;
}

function noteLockout(context: ExperimentContext, id: string, right: number, of: number, what: string): void {
  context.note(
    'lockout',
    `lockout.${id}`,
    of === 0 ? 'skipped' : right === of ? 'held' : 'broken',
    of === 0 ? 'no account was locked' : `${right} of ${of} accounts ${what}`,
  );
}

/** Sends wrong passwords to each account, then the right one: an account that refuses it is locked. */
function probe(
  context: ExperimentContext,
  accounts: readonly number[],
  attempts: number,
  before: () => void = () => {},
): { locked: number[]; open: number[] } {
  const found: { locked: number[]; open: number[] } = { locked: [], open: [] };
  for (const index of accounts) {
    before();
    for (let attempt = 0; attempt < attempts; attempt++) context.fail(index, attempt);
    const granted = context.signIn(index);
    found[granted ? 'open' : 'locked'].push(index);
    countAttempts(attempts, granted ? 'open' : 'locked');
  }
  return found;
}

/** What is not declared is not asked of the target. */
function noteUndeclared(context: ExperimentContext, id: string): void {
  context.skip('lockout', `lockout.${id}`, 'the provider does not declare it');
}

/** Wrong passwords that do not count, as declared: before a right one, the same again, and similar ones. */
function noteForgiven(context: ExperimentContext, take: () => number[]): void {
  const { from, to, resets, forgivesRepeated, forgivesSimilar } = context.lockout;
  const failOften = (accounts: readonly number[], times: number, passwordOf: (index: number, attempt: number) => string | undefined) => {
    for (const index of accounts)
      for (let attempt = 0; attempt < times; attempt++) context.fail(index, attempt, passwordOf(index, attempt));
  };
  if (resets) {
    const accounts = take();
    failOften(accounts, from - 1, () => undefined);
    const between = open(context, accounts);
    failOften(accounts, from - 1, (index, attempt) => context.wrong(index, 100 + attempt));
    const after = open(context, accounts);
    const what = `open after two times ${from - 1} wrong passwords with a right one between`;
    noteLockout(context, 'resets', Math.min(between, after), ACCOUNTS_EACH, what);
  } else noteUndeclared(context, 'resets');
  if (forgivesRepeated) {
    const accounts = take();
    failOften(accounts, to, (index) => context.wrong(index, 0));
    noteLockout(context, 'repeated', open(context, accounts), ACCOUNTS_EACH, `open after ${to} times the same wrong password`);
  } else noteUndeclared(context, 'repeated');
  if (forgivesSimilar) {
    const accounts = take();
    failOften(accounts, to, (index, attempt) => `${context.wrong(index, 0).slice(0, -1)}${attempt % 10}`);
    noteLockout(context, 'similar', open(context, accounts), ACCOUNTS_EACH, `open after ${to} similar wrong passwords`);
  } else noteUndeclared(context, 'similar');
}

const otherCase = (name: string): string => (name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase());

/** What a guesser learns of an account that is locked: nothing, however the name is written. */
function noteWhileLocked(context: ExperimentContext, locked: readonly number[], bystander: number): void {
  const held = locked.filter((index) => context.answerTo(index, otherCase).status !== 200).length;
  const isSameUser = context.answerTo(bystander, otherCase).status === 200;
  if (isSameUser) noteLockout(context, 'spelling', held, locked.length, 'still locked under another spelling of the name');
  else context.note('lockout', 'lockout.spelling', 'skipped', 'under another spelling of the name nobody can sign in');
  const tellOf = ({ status, body }: Response): string => `${status} ${normaliseBody(body as string | null)}`;
  const silent = locked.filter((index) => tellOf(context.answerTo(index)) === tellOf(context.fail(index, 400))).length;
  noteLockout(context, 'silent', silent, locked.length, 'answer the right password as they answer a wrong one while locked');
}

/** A state machine for each account, from open to locked and back, told by the right password alone. */
export function lockout(context: ExperimentContext): void {
  const { first } = context.users('lockout', LOCKOUT_SECTION.from, LOCKOUT_SECTION.to);
  const { from, to, seconds, relocks } = context.lockout;
  let next = first;
  const take = (count = ACCOUNTS_EACH): number[] => Array.from({ length: count }, () => next++);

  const early = probe(context, take(), from - 1);
  if (from > 1) noteLockout(context, 'not-before', early.open.length, ACCOUNTS_EACH, `open after ${from - 1} wrong passwords`);
  else context.skip('lockout', 'lockout.not-before', 'a single wrong password locks, as declared');
  for (let attempts = from; attempts < to; attempts++) probe(context, take(1), attempts);
  const [bystander] = take(1) as [number];
  const late = probe(context, take(), to, () => context.signIn(bystander));
  const isOpen = open(context, [bystander]);
  noteLockout(
    context,
    'nobody-else',
    late.locked.length > 0 ? isOpen : 0,
    late.locked.length > 0 ? 1 : 0,
    'of a bystander open after others were locked',
  );
  noteLockout(context, 'in-range', late.locked.length, ACCOUNTS_EACH, `locked after ${to} wrong passwords`);

  noteWhileLocked(context, probe(context, take(1), to).locked, bystander);
  noteForgiven(context, take);

  // The accounts above were locked at unknown times, so a fresh one is used.
  const fresh = probe(context, take(1), to).locked;
  context.wait(seconds / 2);
  noteLockout(context, 'lasts', fresh.length - open(context, fresh), fresh.length, `still locked after ${seconds / 2} s`);
  context.wait(seconds / 2 + 1);
  const { locked } = late;
  if (relocks) {
    for (const index of locked) context.fail(index, 200);
    const again = locked.length - open(context, locked);
    noteLockout(context, 'relocks', again, locked.length, 'locked again by the first wrong password after the lock');
    context.wait(seconds + 1);
  } else noteUndeclared(context, 'relocks');
  noteLockout(context, 'ends', open(context, locked), locked.length, `open ${seconds + 1} s after they were locked`);
}
