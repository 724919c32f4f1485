import { Command } from 'commander';
import { expect, test } from 'vitest';
import { addSettingFlags, flagsToRepeat, quoted, TAKES } from '../../lib/node/settings-flags.js';

test('the command that repeats a contract run has only flags that contract takes', () => {
  const variables = { ROPC_BASE_URL: 'http://127.0.0.1:9000', ROPC_P95: '300', ROPC_USERS: '20', ROPC_POOL_SECRET: 'canary' };
  expect(flagsToRepeat(variables, TAKES.contract)).toEqual(['--base-url', 'http://127.0.0.1:9000', '--users', '20']);
  expect(flagsToRepeat(variables, TAKES.run)).toContain('--p95');
});

test('the help of a command has the settings of its groups only, under their headings', () => {
  const help = addSettingFlags(new Command('check'), TAKES.pool).helpInformation();
  expect(help).toMatch(/^Target:\n {2}--base-url/m);
  expect(help).toMatch(/^Users:\n {2}--pool /m);
  expect(help).not.toContain('--p95');
  expect(help).not.toContain('--graph-url');
});

test.each([
  ['results/one', 'results/one'],
  ['my runs/one', "'my runs/one'"],
  ["it's", "'it'\\''s'"],
])('the word %s is quoted for a shell', (word, inShell) => {
  expect(quoted(word)).toBe(inShell);
});
