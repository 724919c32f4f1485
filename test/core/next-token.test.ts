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
  expect(nextToken('held', outcome, { refreshToken, findings: rule ? broken(rule) : [] }, { mayBeSpent: true, isSpent: true })).toBe(next);
});

test.each([true, false])(
  'where no new one came a token is redeemed again, but where it is declared to be spent (may be: %s)',
  (mayBeSpent) => {
    expect(nextToken('held', 'ok', { findings: [] }, { mayBeSpent, isSpent: false })).toBe('held');
  },
);

test.each<Outcome>(['server-error', 'timeout', 'network-error'])(
  'a token that may be redeemed many times is not spent by %s',
  (outcome) => {
    expect(nextToken('held', outcome, { findings: [] }, { mayBeSpent: false, isSpent: false })).toBe('held');
  },
);
