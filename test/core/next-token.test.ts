import { expect, test } from 'vitest';
import type { RuleId } from '../../lib/core/contract/rules.js';
import { nextToken } from '../../lib/core/next-token.js';
import type { Outcome } from '../../lib/core/outcome.js';

const broken = (rule: RuleId) => [{ rule, schema: 'check', pointer: '', keyword: 'check', found: '', severity: 'failure' as const }];

test.each<[Outcome, string | undefined, RuleId | undefined, string | undefined]>([
  ['ok', 'new', undefined, 'new'],
  ['ok', undefined, undefined, undefined],
  ['throttled', undefined, undefined, 'held'],
  ['server-error', undefined, undefined, undefined],
  ['timeout', undefined, undefined, undefined],
  ['network-error', undefined, undefined, undefined],
  ['false-rejection', undefined, undefined, undefined],
  ['contract-violation', undefined, 'token.body', undefined],
  ['contract-violation', 'new', 'token.expires-in', 'new'],
  ['contract-violation', 'new', 'refresh.same-subject', 'held'],
  ['contract-violation', 'new', 'token.same-person', 'held'],
])('after %s, with refresh token %s and %s broken, %s is redeemed next', (outcome, refreshToken, rule, next) => {
  expect(nextToken('held', outcome, { refreshToken, findings: rule ? broken(rule) : [] }, true)).toBe(next);
});

test('a token that may be redeemed many times is redeemed again where no new one came', () => {
  expect(nextToken('held', 'ok', { findings: [] }, false)).toBe('held');
});

test.each<Outcome>(['server-error', 'timeout', 'network-error'])(
  'a token that may be redeemed many times is not spent by %s',
  (outcome) => {
    expect(nextToken('held', outcome, { findings: [] }, false)).toBe('held');
  },
);
