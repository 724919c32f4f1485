import { expect, test } from 'vitest';
import type { CaseResult } from '../../lib/node/analysis/contract-result.js';
import { failedLine, notRunLines, warningLine } from '../../lib/node/report/gather.js';
import type { CountedFinding } from '../../lib/node/samples/columns.js';

const item = (result: CaseResult['result'], seen?: string): CaseResult => ({
  id: 'a-case',
  sentence: 'A sentence',
  result,
  findings: [],
  ...(seen !== undefined && { seen }),
});

const finding = (rule: CountedFinding['rule'], severity: CountedFinding['severity']): CountedFinding => ({
  rule,
  severity,
  schema: 'check',
  pointer: '',
  keyword: 'check',
  found: 'x',
  op: 'sign-in',
  caseId: '',
  count: 1,
  firstSeen: 1,
});

test('cases that were not run are counted by their reason, and those that a run never came to are not', () => {
  const cases = [
    item('not run', 'no token'),
    item('not run', 'no token'),
    item('not run', 'no user'),
    item('not run'),
    item('passed', 'ok'),
  ];
  expect(notRunLines(cases)).toEqual(['2 not run: no token', '1 not run: no user']);
});

test.each([
  ['server-error', 'A sentence (server-error)'],
  ['false-rejection, AADB2C90225', 'A sentence (false-rejection, AADB2C90225)'],
  ['ok', 'A sentence'],
  ['rejected-as-expected', 'A sentence'],
  [undefined, 'A sentence'],
])('a case that failed and was last answered with %s is told as "%s"', (seen, line) => {
  expect(failedLine(item('failed', seen))).toBe(line);
});

test('warnings are one line, each rule once, and no line where there is none', () => {
  const findings = [finding('http.pragma', 'warning'), finding('http.pragma', 'warning'), finding('error.registered', 'deviation')];
  expect(warningLine({ findings, cases: [] })).toMatch(/: http\.pragma$/);
  expect(warningLine({ findings: [finding('token.scope', 'failure')], cases: [] })).toBe('');
});
