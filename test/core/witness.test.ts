import { expect, test } from 'vitest';
import { becomeWitness, chooseWitnesses, isDue, type Witness } from '../../lib/core/witness.js';

/** Share of the answers that take the slow path, and how many virtual users do that, where the iterations go round. */
function shareOf(users: number, every: number, among = users, iterations = 20_000): { share: number; witnesses: number } {
  const now = { iterationInInstance: 0 };
  const chosen = chooseWitnesses(every, among);
  const witnesses: Witness[] = [];
  const busy = new Set<number>();
  let count = 0;
  for (let turn = 0; turn < iterations; turn++) {
    now.iterationInInstance = turn;
    witnesses[turn % users] ??= becomeWitness(chosen, now);
    const witness = witnesses[turn % users] as Witness;
    if (!isDue(witness)) continue;
    witness.due += witness.every;
    count += 1;
    busy.add(turn % users);
  }
  return { share: count / iterations, witnesses: busy.size };
}

test.each([
  [1, 100, 1],
  [10, 100, 1],
  [100, 100, 1],
  [1000, 100, 10],
  [10, 1, 10],
])('of %i virtual users and one answer in %i, %i are witnesses, and the share is right', (users, every, expected) => {
  const { share, witnesses } = shareOf(users, every);
  expect(witnesses).toBe(expected);
  expect(share).toBeCloseTo(1 / every, 3);
});

test('where the numbers do not fit the share is larger, never smaller, and less than twice', () => {
  const { share } = shareOf(130, 100);
  expect(share).toBeGreaterThanOrEqual(0.01);
  expect(share).toBeLessThan(0.02);
});

test('a share of 0 makes no witness', () => {
  expect(shareOf(10, 0).witnesses).toBe(0);
});

test('witnesses are no pattern of the numbers of virtual users, for users are chosen in turn, too', () => {
  const { turns: witnesses } = chooseWitnesses(2, 108);
  expect(witnesses.length).toBe(54);
  for (const [of, rest] of [
    [2, 0],
    [2, 1],
    [4, 1],
    [8, 1],
  ] as const)
    expect(witnesses.filter((turn) => turn % of === rest).length).toBeGreaterThan(108 / of / 4);
});

test('virtual users that k6 adds later are no witnesses', () => {
  expect(shareOf(100, 1, 60)).toEqual({ share: 0.6, witnesses: 60 });
});

test('a turn stays due until something was seen', () => {
  const now = { iterationInInstance: 0 };
  const witness = becomeWitness({ every: 100, turns: [0] }, now);
  expect(isDue(witness)).toBe(true);
  now.iterationInInstance = 7;
  expect(isDue(witness)).toBe(true);
  witness.due += witness.every;
  expect(isDue(witness)).toBe(false);
});

test('only a witness holds the count', () => {
  const [first, second] = [0, 1].map((iterationInInstance) => becomeWitness({ every: 100, turns: [0] }, { iterationInInstance }));
  expect(first?.count).toBeDefined();
  expect(second?.count).toBeUndefined();
});

test('a witness that begins late is due then, not for all the turns before', () => {
  expect(becomeWitness({ every: 100, turns: [250] }, { iterationInInstance: 250 }).due).toBe(250);
});

test('the first virtual user is always one, for there may be no other', () => {
  expect([1, 5, 100].map((every) => chooseWitnesses(every, 3).turns[0])).toEqual([0, 0, 0]);
});
