import { expect, test } from 'vitest';
import { addWords, areToldApart, type WordCounts } from '../../lib/core/experiments/bodies.js';

const ANSWERS = 160;

function wordsOf(body: (i: number) => string): WordCounts {
  const words: WordCounts = new Map();
  for (let i = 0; i < ANSWERS; i++) addWords(words, body(i));
  return words;
}

const plain = wordsOf(() => '{"error":"invalid_grant","error_description":"The username or password is wrong"}');

test.each<[string, (i: number) => string]>([
  ['another sentence', () => '{"error":"invalid_grant","error_description":"There is no such user"}'],
  ['a word more', () => '{"error":"invalid_grant","error_description":"The username or password is wrong!","locked":true}'],
  [
    'another sentence beside a number of its own',
    (i) => `{"error":"invalid_grant","error_description":"No user (ref ${(i + 7).toString(36)}x)"}`,
  ],
  ['no body', () => ''],
])('%s tells two kinds apart', (_, body) => {
  expect(areToldApart(plain, wordsOf(body), ANSWERS)).toBe(true);
});

const noisy = (seed: number) => (i: number) =>
  `{"error":"invalid_grant","user":"ropc-${seed + (i % 20)}","timestamp":${1_800_000_000_000 + seed + i * 7},"ref":"${(i * 7919 + seed).toString(36)}"}`;

test('the name that was sent, a time in milliseconds and a short id tell nothing', () => {
  expect(areToldApart(wordsOf(noisy(1)), wordsOf(noisy(5_000)), ANSWERS)).toBe(false);
});
