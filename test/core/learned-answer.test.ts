import { expect, test } from 'vitest';
import { answersOf, type LearnedAnswer, linesOf } from '../../lib/core/contract/recogniser/learned-answer.js';

const TEMPLATE = { pieces: ['{"a":"', '"}', '', ''], slots: [3, 0, 0] };
const FRAME = { contentType: 'application/json', cacheControl: 'no-store', pragma: 'no-cache', accessAud: 'api', idAud: 'app' };
const FULL: LearnedAnswer = {
  frame: { ...FRAME, issued: [3600, -60], youngest: -300, oldest: 300.5 },
  accessHeader: 'eyJhbGciOiJSUzI1NiJ9',
  body: TEMPLATE,
  claims: { ...TEMPLATE, pieces: ['{\t"ä":"', '"}', '', ''] },
  profile: TEMPLATE,
  sub: 18,
  oid: 19,
  email: 20,
};
const BARE: LearnedAnswer = {
  ...FULL,
  frame: { ...FULL.frame, contentType: undefined, cacheControl: undefined, pragma: undefined, issued: [] },
  profile: undefined,
  oid: undefined,
  email: undefined,
};

test('what was learned is read again as it was, by operation', () => {
  const learned = linesOf('refresh', FULL) + linesOf('sign-in', BARE) + linesOf('refresh', { ...FULL, sub: 21 });
  expect(answersOf(learned, 'refresh')).toEqual([FULL, { ...FULL, sub: 21 }]);
  expect(answersOf(learned, 'sign-in')).toEqual([BARE]);
});

test('nothing was learned of an operation that never was', () => {
  expect(answersOf('', 'refresh')).toEqual([]);
  expect(answersOf(linesOf('refresh', FULL), 'sign-in')).toEqual([]);
});
