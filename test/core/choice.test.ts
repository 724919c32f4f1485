import { expect, test } from 'vitest';
import { chooseUser } from '../../lib/core/choice.js';
import { checkPoolRows } from '../../lib/core/pool-file.js';

const SLICE = { first: 1_000, count: 500 };
const choose = (choice: 'order' | 'random' | 'zipf', turns: number) =>
  Array.from({ length: turns }, (_, turn) => chooseUser(choice, SLICE, turn));

test('in order no user comes twice before all had their turn', () => {
  expect(new Set(choose('order', 500)).size).toBe(500);
  expect(chooseUser('order', SLICE, 500)).toBe(1_000);
});

test.each(['order', 'random', 'zipf'] as const)('%s keeps to its slice and is the same each time', (choice) => {
  const chosen = choose(choice, 5_000);
  expect([Math.min(...chosen) >= 1_000, Math.max(...chosen) < 1_500]).toEqual([true, true]);
  expect(choose(choice, 5_000)).toEqual(chosen);
});

test('at random all users come about as often', () => {
  const counts = new Map<number, number>();
  for (const index of choose('random', 50_000)) counts.set(index, (counts.get(index) ?? 0) + 1);
  expect(counts.size).toBe(500);
  expect(Math.max(...counts.values())).toBeLessThan(160);
});

test('with zipf a tenth of the users make most of the sign-ins', () => {
  const chosen = choose('zipf', 50_000);
  const share = chosen.filter((index) => index < 1_050).length / chosen.length;
  expect(share).toBeGreaterThan(0.55);
  expect(share).toBeLessThan(0.75);
});

test.each([
  [
    [
      ['user', 'password'],
      ['a', 'b'],
    ],
    'row 1: it must begin with "username,password", and has password, and not these two in this form',
  ],
  [
    [
      ['username', 'password'],
      ['', 'b'],
    ],
    'row 2: username is missing',
  ],
  [
    [
      ['username', 'password'],
      ['a', ''],
    ],
    'row 2: password is missing',
  ],
  [
    [
      ['username', 'password'],
      ['a', 'b'],
      ['A', 'c'],
    ],
    'row 3: the same username as in row 2',
  ],
  [
    [
      ['username', 'password'],
      ['a', 'm\ufffdller'],
    ],
    'row 2: a character is not UTF-8: save the file as UTF-8',
  ],
  [
    [
      ['username', 'password'],
      ['a', 'b', 'c'],
    ],
    'row 2: 3 fields, and the header has 2',
  ],
  [[['username', 'password']], 'it has no users: it takes the header "username,password", and a line for each'],
  [[], 'it has no users: it takes the header "username,password", and a line for each'],
])('the pool file %j is refused with what is wrong and where', (rows, problem) => {
  expect(() => checkPoolRows('p.csv', rows)).toThrow(`pool file p.csv: ${problem}.`);
});

test.each([
  [[['username', 'password\ra', 'canary\rb', 'canary']]],
  [
    [
      ['ana@example.com', 'canary'],
      ['ben@example.com', 'canary'],
    ],
  ],
])('of a file %j, whose first line is no header, nothing is repeated', (rows) => {
  expect(() => checkPoolRows('p.csv', rows)).toThrow(/^(?!.*(?:canary|example)).*it must begin with "username,password"/s);
});

test('a byte order mark is passed over, and no password is in a message', () => {
  expect(() =>
    checkPoolRows('p.csv', [
      ['\ufeffusername', 'password'],
      ['a', 'b'],
    ]),
  ).not.toThrow();
  expect(() =>
    checkPoolRows('p.csv', [
      ['username', 'password'],
      ['a', 'canary'],
      ['a', 'canary'],
    ]),
  ).toThrow(/^(?!.*canary)/s);
});
