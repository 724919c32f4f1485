import { expect, test } from 'vitest';
import type { Inspection } from '../../lib/core/contract/inspection.js';
import { traceOf } from '../../lib/core/contract/trace.js';
import type { Answer, Asked, Finding } from '../../lib/core/contract/types.js';
import type { Outcome } from '../../lib/core/outcome.js';
import { providerNamed } from '../contract-harness.js';

const GUID = '0d8e2c5a-1111-2222-3333-444444444444';
const PASSWORD = 'abcdef01-2345-6789-abcd-ef0123456789';
const asked: Asked = { operation: 'sign-in', expects: 'granted', secrets: [PASSWORD], user: 17 };
const refused = `AADB2C90225: The username or password is invalid.\r\nCorrelation ID: ${GUID}\r\nTimestamp: 2019-01-31 19:30:40Z\r\n`;

function trace(
  outcome: Outcome,
  inspection: Partial<Inspection>,
  answer: Partial<Answer> = {},
  more: Partial<Asked> = {},
  provider = 'b2c',
) {
  const whole: Answer = { status: 400, headers: {}, body: null, at: 0, ...answer };
  return traceOf(providerNamed(provider), { ...asked, ...more }, whole, { findings: [], ...inspection }, outcome);
}

test('a refusal of B2C is found again by its correlation id, its code and its user', () => {
  const body = { error: 'access_denied', error_description: refused };
  expect(trace('false-rejection', { code: 'AADB2C90225', body })).toEqual({ status: 400, user: 17, why: 'AADB2C90225', id: GUID });
});

test('an answer that is as it should be leaves no trace', () => {
  expect(trace('ok', {}, { status: 200 })).toBeUndefined();
  expect(trace('rejected-as-expected', {}, {}, { expects: 'refused' })).toBeUndefined();
});

test('a wrong password that is granted leaves one', () => {
  expect(trace('ok', {}, { status: 200 }, { expects: 'refused' })).toEqual({ status: 200, user: 17 });
});

test('an answer without a code is found by its error and by the id in its headers', () => {
  const headers = { 'X-Request-Id': '4bf92f3577b34da6a3ce929d0e0e4736' };
  const seen = trace('false-rejection', { body: { error: 'invalid_grant' } }, { headers });
  expect(seen).toMatchObject({ why: 'invalid_grant', id: '4bf92f3577b34da6a3ce929d0e0e4736' });
});

test('an id that is the token of the answer is none', () => {
  const token = '4bf92f3577b34da6a3ce929d0e0e4736';
  const seen = trace('contract-violation', { body: { access_token: token } }, { status: 200, headers: { 'X-Request-Id': token } });
  expect(seen).toEqual({ status: 200, user: 17 });
});

test('a traceparent (W3C Trace Context) is an id', () => {
  const id = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  expect(trace('server-error', {}, { status: 500, headers: { Traceparent: id } })?.id).toBe(id);
});

test('where tokens are opaque no header is an id, for it may be a token of any answer', () => {
  const headers = { 'X-Request-Id': GUID };
  expect(trace('server-error', {}, { status: 500, headers }, {}, 'rfc6749')).toEqual({ status: 500, user: 17 });
});

test('a refusal whose error is the token that was sent does not name it', () => {
  const sent = 'a_token_of_letters';
  expect(trace('false-rejection', { body: { error: sent } }, {}, { sent })?.why).toBe('string of 18');
});

test('rules that were broken are named, each once, and warnings are not', () => {
  const finding = (rule: Finding['rule'], severity: Finding['severity']): Finding => ({
    rule,
    severity,
    schema: 'check',
    pointer: '',
    keyword: 'check',
    found: '',
  });
  const findings = [
    finding('token.expires-in', 'failure'),
    finding('token.expires-in', 'failure'),
    finding('http.cache-control', 'warning'),
    finding('token.token-type', 'failure'),
  ];
  expect(trace('contract-violation', { findings }, { status: 200 })?.why).toBe('token.expires-in token.token-type');
});

test.each([
  ['the password', PASSWORD],
  ['the password in other letters and without its dashes', PASSWORD.replaceAll('-', '').toUpperCase()],
  ['a token', 'eyJhbGciOiJSUzI1NiJ9.e30.AAAA'],
  ['an opaque token', 'mF_9.B5f-4.1JqM_secret'],
  ['a word', 'deadbeef'],
  ['forty hexadecimal digits, as some tokens are', '4bf92f3577b34da6a3ce929d0e0e47364bf92f35'],
])('an id that is %s is none', (_, id) => {
  expect(trace('server-error', {}, { status: 500, headers: { 'X-Request-Id': id } })).toEqual({ status: 500, user: 17 });
});

test('why nothing came back goes along', () => {
  expect(trace('network-error', {}, { status: 0, error: 'connection refused' })).toEqual({
    status: 0,
    error: 'connection refused',
    user: 17,
  });
});
