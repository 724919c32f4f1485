import type { Bench } from './bench.js';
import { countAttempts } from './metrics.js';

const ACCOUNTS_EACH = 4;

/** Which of some accounts can sign in. */
function open(bench: Bench, accounts: readonly number[]): number {
  return accounts.filter((index) => bench.signIn(index)).length;
}

function verdict(bench: Bench, id: string, right: number, of: number, what: string): void {
  bench.note('lockout', `lockout.${id}`, of === 0 ? 'unclear' : right === of ? 'held' : 'broken', `${right} of ${of} accounts ${what}`);
}

/** Sends wrong passwords to each account, then the right one: an account that refuses it is locked. */
function probe(
  bench: Bench,
  accounts: readonly number[],
  attempts: number,
  before: () => void = () => {},
): { locked: number[]; open: number[] } {
  const found: { locked: number[]; open: number[] } = { locked: [], open: [] };
  for (const index of accounts) {
    before();
    for (let attempt = 0; attempt < attempts; attempt++) bench.fail(index, attempt);
    const granted = bench.signIn(index);
    found[granted ? 'open' : 'locked'].push(index);
    countAttempts(attempts, granted ? 'open' : 'locked');
  }
  return found;
}

/** Experiment 1: a state machine for each account, from open to locked and back, told by the right password alone. */
export function lockout(bench: Bench): void {
  const { first } = bench.users('lockout', 0.7, 0.9);
  const { from, to, seconds, relocks } = bench.brief.lockout;
  let next = first;
  const take = (count = ACCOUNTS_EACH): number[] => Array.from({ length: count }, () => next++);

  const early = probe(bench, take(), from - 1);
  verdict(bench, 'not-before', early.open.length, ACCOUNTS_EACH, `open after ${from - 1} wrong passwords`);
  for (let attempts = from; attempts < to; attempts++) probe(bench, take(1), attempts);
  const [bystander] = take(1) as [number];
  const late = probe(bench, take(), to, () => bench.signIn(bystander));
  verdict(bench, 'nobody-else', open(bench, [bystander]), 1, 'of a bystander open after others were locked');
  verdict(bench, 'in-range', late.locked.length, ACCOUNTS_EACH, `locked after ${to} wrong passwords`);

  const reset = take();
  for (const index of reset) for (let attempt = 0; attempt < from - 1; attempt++) bench.fail(index, attempt);
  const between = open(bench, reset);
  for (const index of reset) for (let attempt = 0; attempt < from - 1; attempt++) bench.fail(index, 100 + attempt);
  verdict(
    bench,
    'resets',
    Math.min(between, open(bench, reset)),
    ACCOUNTS_EACH,
    `open after two times ${from - 1} wrong passwords with a right one between`,
  );

  const repeated = take();
  for (const index of repeated) for (let attempt = 0; attempt < to; attempt++) bench.fail(index, 0, bench.wrong(index, 0));
  verdict(bench, 'repeated', open(bench, repeated), ACCOUNTS_EACH, `open after ${to} times the same wrong password`);
  const similar = take();
  for (const index of similar) {
    const base = bench.wrong(index, 0);
    for (let attempt = 0; attempt < to; attempt++) bench.fail(index, 0, `${base.slice(0, -1)}${attempt % 10}`);
  }
  verdict(bench, 'similar', open(bench, similar), ACCOUNTS_EACH, `open after ${to} similar wrong passwords`);

  // Of those above nobody knows how long ago it was.
  const fresh = probe(bench, take(1), to).locked;
  bench.wait(seconds / 2);
  verdict(bench, 'lasts', fresh.length - open(bench, fresh), fresh.length, `still locked after ${seconds / 2} s`);
  bench.wait(seconds / 2 + 1);
  const { locked } = late;
  if (relocks) {
    for (const index of locked) bench.fail(index, 200);
    const again = locked.length - open(bench, locked);
    verdict(bench, 'relocks', again, locked.length, 'locked again by the first wrong password after the lock');
    bench.wait(seconds + 1);
  } else bench.note('lockout', 'lockout.relocks', 'skipped', 'the provider does not declare it');
  verdict(bench, 'ends', open(bench, locked), locked.length, `open ${seconds + 1} s after they were locked`);
}
