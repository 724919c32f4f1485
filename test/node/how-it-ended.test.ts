import { expect, test } from 'vitest';
import { healthOf, whyNoLoad } from '../../lib/node/analysis/how-it-ended.js';
import { lastError, withoutQuotes } from '../../lib/node/run/k6-log.js';
import type { K6Result } from '../../lib/node/run/k6-run.js';
import type { RunRecord } from '../../lib/node/run/run-record.js';
import { Column, noSamples } from '../../lib/node/samples/columns.js';

const afterContract = (contract: K6Result, load?: K6Result) =>
  whyNoLoad({ contract: { cases: [], gates: [], ended: contract }, load: { plan: {}, ended: load } } as unknown as RunRecord);

test.each([0, 99])('the load follows a contract run that ended with exit code %d', (code) => {
  expect(afterContract({ code, interrupted: false })).toBeUndefined();
});

test('the load does not follow a contract run that was interrupted', () => {
  expect(afterContract({ code: 105, interrupted: true })).toBe('no load was sent: the run was interrupted before it');
});

test('the load does not follow a contract run that gave up on the target', () => {
  expect(afterContract({ code: 108, interrupted: false })).toBe('no load was sent: the contract run gave up on the target');
});

test.each([104, 107, null])('no load follows a contract run that broke off with %s', (code) => {
  expect(afterContract({ code, interrupted: false })).toBe('no load was sent: the contract run broke off');
});

test('a load that was sent is judged, whatever the contract run came to', () => {
  expect(afterContract({ code: 108, interrupted: false }, { code: 0, interrupted: false })).toBeUndefined();
});

test.each([
  ['the target granted none of 3 good requests (false-rejection, 400 AADB2C90225)', 'FAIL'],
  ['the target granted none of 3 good requests (throttled, 429)', 'INCONCLUSIVE'],
  ['the target left 5 requests in a row unanswered (connection refused)', 'INCONCLUSIVE'],
])('a contract run that gave up because %s is %s, and the cause of the rest', (said, status) => {
  const [reason] = healthOf('contract', { code: 108, interrupted: false, said }, noSamples(), 'k6.log');
  expect(reason).toEqual({ status, text: `the contract run gave up: ${said}`, isCause: true });
});

test.each([
  [100, 160, []],
  [99, 160, ['the samples of the load run are not from the time of that run']],
  [100, 161, ['the samples of the load run are not from the time of that run']],
])('samples from %i to %i of a run from 100 to 160 make it doubtful by %j', (first, last, doubts) => {
  const at = new Column((size) => new Uint32Array(size));
  const ms = new Column((size) => new Float64Array(size));
  for (const second of [first, last]) {
    at.push(second);
    ms.push(5);
  }
  const samples = { ...noSamples(), cut: false, series: [{ op: 'sign-in', phase: 'steady', outcome: 'ok', at, ms }] };
  const reasons = healthOf('load', { code: 0, interrupted: false, span: { from: 100, to: 160 } }, samples, 'k6.log');
  expect(reasons.map(({ text }) => text)).toEqual(doubts);
});

test('the last error that k6 wrote is told without the place in the bundle', () => {
  const log = [
    'time="t" level=warning msg="Request Failed" error="dial"',
    'time="t" level=error msg="test aborted: the target left 5 requests in a row unanswered (dial) at runCases (file:///d/contract.js:1:2(3))"',
  ].join('\n');
  expect(lastError(log)).toBe('the target left 5 requests in a row unanswered (dial)');
  expect(lastError('time="t" level=error msg="TypeError: no\\n\\tat file:///d/x.js"')).toBe('TypeError: no');
  expect(lastError('level=info msg="fine"')).toBeUndefined();
});

test.each([
  ['"Post \\"http://127.0.0.1:1/a\\": dial tcp 127.0.0.1:1: connect: connection refused"', '"connection refused"'],
  ['"Post \\"http://127.0.0.1:1/a\\": malformed HTTP response \\"password=canary\\""', '"not kept, for it may repeat what was sent"'],
  ['"failed to parse Location header \\"http://app/#access_token=canary\\": EOF canary"', '"not kept, for it may repeat what was sent"'],
  ['canary', '"not kept, for it may repeat what was sent"'],
])('of the error %s of a request k6.log keeps %s', (error, kept) => {
  const head = 'time="2026-11-26T15:00:00Z" level=warning msg="Request Failed" ';
  expect(withoutQuotes(`${head}error=${error}`)).toBe(`${head}error=${kept}`);
});
