import { expect, test } from 'vitest';
import { fewOfEachKind } from '../../lib/node/analysis/wrong-answers.js';
import { wrongAnswerRows } from '../../lib/node/report/wrong-answers.js';
import type { WrongAnswer } from '../../lib/node/samples/columns.js';

const wrong = (at: number, more: Partial<WrongAnswer> = {}): WrongAnswer => ({
  op: 'sign-in',
  phase: 'steady',
  outcome: 'server-error',
  status: 500,
  at,
  ...more,
});

test('of a thousand answers that are wrong in the same way the first five are told, and the one that is wrong in another', () => {
  const same = Array.from({ length: 1_000 }, (_, i) => wrong(1_000 + i, { user: i }));
  const other = wrong(1_500, { outcome: 'false-rejection', status: 400, why: 'AADB2C90225' });
  const few = fewOfEachKind([...same.slice(500), other, ...same.slice(0, 500)], 100);
  expect(few.map(({ at }) => at)).toEqual([1_000, 1_001, 1_002, 1_003, 1_004, 1_500]);
  expect(fewOfEachKind([...same, other], 2).map(({ at }) => at)).toEqual([1_000, 1_500]);
});

test('a row says when, what, whose and by which id', () => {
  const at = Date.parse('2026-01-01T02:31:22Z') / 1000;
  const one = wrong(at, { outcome: 'false-rejection', status: 400, why: 'AADB2C90225', user: 17, id: 'abc' });
  expect(wrongAnswerRows({ wrongAnswers: [one] })[1]).toEqual([
    '02:31:22',
    'sign-in',
    'steady',
    'false-rejection',
    '400 AADB2C90225',
    '17',
    'abc',
  ]);
});

test.each([
  [{ status: 0, error: 'connection refused' }, 'connection refused'],
  [{ status: 0 }, 'nothing'],
  [{ status: 503 }, '503'],
])('of %j it says "%s"', (more, said) => {
  expect(wrongAnswerRows({ wrongAnswers: [wrong(1, more)] })[1]?.[4]).toBe(said);
});

test('a contract case is named where the answer was one of its', () => {
  expect(wrongAnswerRows({ wrongAnswers: [wrong(1, { phase: 'contract', caseId: 'sign-in' })] })[1]?.[2]).toBe('contract: sign-in');
});
