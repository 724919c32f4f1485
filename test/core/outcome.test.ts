import { expect, test } from 'vitest';
import type { Asked } from '../../lib/core/contract/types.js';
import { classify } from '../../lib/core/outcome.js';
import { answerOf, providerNamed } from '../contract-harness.js';

const b2c = providerNamed('b2c');
const granted: Asked = { operation: 'sign-in', expects: 'granted', secrets: [] };
const refused: Asked = { operation: 'failed-sign-in', expects: 'refused', secrets: [] };
const clean = { findings: [] };
const broken = { findings: [{ rule: 'token.expires-in', severity: 'failure', schema: '', pointer: '', keyword: '', found: '' }] } as const;

test.each([
  ['nothing came back', granted, { status: 0 }, clean, 'network-error'],
  ['the time limit passed', granted, { status: 0, timedOut: true }, clean, 'timeout'],
  ['429', granted, { status: 429 }, clean, 'throttled'],
  ['503', granted, { status: 503 }, clean, 'server-error'],
  ['a right password granted', granted, { status: 200 }, clean, 'ok'],
  ['a right password granted with a broken answer', granted, { status: 200 }, broken, 'contract-violation'],
  ['a right password refused', granted, { status: 400 }, { ...clean, code: 'AADB2C90225' }, 'false-rejection'],
  ['a wrong password refused', refused, { status: 400 }, { ...clean, code: 'AADB2C90225' }, 'rejected-as-expected'],
  ['an account locked', refused, { status: 400 }, { ...clean, code: 'AADB2C90114' }, 'locked'],
  ['throttled by the directory', granted, { status: 400 }, { ...clean, code: 'AADB2C90229', throttled: true as const }, 'throttled'],
])('%s', (_, asked, answer, inspection, outcome) => {
  expect(classify(b2c, asked, answerOf('', answer), { ...inspection, findings: [...inspection.findings] })).toBe(outcome);
});

test('a status that the provider declares for locks is one, and no throttling', () => {
  const plain = providerNamed('rfc6749');
  const declared = { ...plain, errors: { ...plain.errors, lockedStatuses: [429] } };
  const seen = [plain, declared].map((provider) => classify(provider, granted, answerOf('', { status: 429 }), { findings: [] }));
  expect(seen).toEqual(['throttled', 'locked']);
});
