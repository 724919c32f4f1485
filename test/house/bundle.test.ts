import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkK6Bundle } from '../../tools/k6-bundle.mjs';

const DIST = new URL('../../dist/', import.meta.url).pathname;

test.each([
  ['require("ajv/dist/runtime/equal")', 'holds require('],
  ['const make = new Function("x", "return x")', 'holds new Function'],
  ['const letters = /\\p{L}/u', 'holds a \\p{ pattern'],
  ['x'.repeat(250_001), 'is 250001 bytes, more than 250000'],
])('the build fails for a k6 bundle with %.40s', (code, problem) => {
  expect(() => checkK6Bundle('sign-in.js', code)).toThrow(`dist/sign-in.js: ${problem}`);
});

test('every scenario has a bundle, and each keeps to it', () => {
  const scenarios = readdirSync(new URL('../../scenarios/', import.meta.url).pathname).map((name) => name.replace('.ts', '.js'));
  expect(scenarios).toHaveLength(5);
  for (const name of scenarios) expect(() => checkK6Bundle(name, readFileSync(DIST + name, 'utf8'))).not.toThrow();
});
