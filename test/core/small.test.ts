import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../lib/core/duration.js';
import { formTemplate } from '../../lib/core/form.js';
import { quantile } from '../../lib/core/statistics.js';

test.each([
  ['500ms', 500],
  ['30s', 30_000],
  ['1m30s', 90_000],
  ['2h', 7_200_000],
  ['1.5s', 1_500],
])('the duration %s is %i ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', '30', 's', '1m 30s', '-5s', '5d'])('"%s" is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test.each(['500ms', '30s', '1m30s', '2h', '1h5m'])('%s is written as it is read', (text) => {
  expect(formatDuration(parseDuration(text) as number)).toBe(text);
});

test('a form is encoded as RFC 6749 appendix B says, its fixed part once', () => {
  const form = formTemplate(
    { grant_type: 'password', scope: '{scope}', username: '{username}', password: '{password}' },
    { scope: 'openid x' },
  );
  expect(form({ username: 'a+b@c.d', password: 'p&=% ü' })).toBe(
    'grant_type=password&scope=openid%20x&username=a%2Bb%40c.d&password=p%26%3D%25%20%C3%BC',
  );
});

test('a form with nothing to fill in is the same each time', () => {
  expect(formTemplate({ a: '1', b: '{b}' }, { b: '2' })({})).toBe('a=1&b=2');
});

// Hyndman and Fan (1996), type 7, on the integers from 1 to 10.
test.each([
  [0, 1],
  [0.25, 3.25],
  [0.5, 5.5],
  [0.9, 9.1],
  [0.95, 9.55],
  [1, 10],
])('the quantile %d of 1 to 10 is %d', (share, value) => {
  expect(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], share)).toBeCloseTo(value, 12);
});

test('there is no quantile of nothing', () => {
  expect(quantile([], 0.5)).toBeUndefined();
});
