import { expect, test } from 'vitest';
import { checkSha256 } from '../../lib/node/k6-program/download.js';
import { fitness, parseVersion } from '../../lib/node/k6-program/release.js';

test.each([
  ['k6 v2.2.0 (go1.26.8, linux/amd64)', 'pinned'],
  ['k6 v2.2.1 (go1.26.8, linux/amd64)', 'later'],
  ['k6 v2.10.0 (go1.27.0, darwin/arm64)', 'later'],
  ['k6 v2.1.9 (go1.26.8, linux/amd64)', 'unusable'],
  ['k6 v0.57.0 (go1.24, linux/amd64)', 'unusable'],
  ['k6 v3.0.0 (go1.28, linux/amd64)', 'unusable'],
])('%s is %s', (output, fit) => {
  const version = parseVersion(output);
  expect(version && fitness(version)).toBe(fit);
});

test('what is no version is none', () => {
  expect(parseVersion('command not found')).toBeUndefined();
});

test('an archive with another SHA-256 is not used, and both are named', () => {
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  expect(() => checkSha256(Buffer.from('other'), empty)).toThrow(empty);
  expect(() => checkSha256(Buffer.from(''), empty)).not.toThrow();
});
