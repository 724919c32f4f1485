import { spawnSync } from 'node:child_process';
import { cpSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { REGISTER } from '../contract-harness.js';
import { k6, startEmulator, temporaryFolder } from './harness.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the bundles with another register of deviations. */
async function buildWith(register: unknown): Promise<string> {
  const folder = await temporaryFolder();
  for (const name of ['build.mjs', 'package.json', 'lib', 'emulator', 'scenarios', 'schemas', 'data', 'tools'])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'schemas/b2c/deviations.json'), JSON.stringify(register));
  const { status, stderr } = spawnSync(process.execPath, ['build.mjs'], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return join(folder, 'dist');
}

async function contractWith(register: unknown) {
  const { baseUrl } = await startEmulator();
  return k6('contract', { ROPC_BASE_URL: baseUrl }, { folder: await buildWith(register) });
}

test('with the register emptied the contract names every deviation of B2C', async () => {
  const { code, samples } = await contractWith([]);
  const named = new Set(samples.findings.map(({ rule }) => rule));
  expect([code, REGISTER.map(({ rule }) => rule).filter((rule) => !named.has(rule))]).toEqual([99, []]);
});

test('a registered deviation that no longer happens fails the contract, and only that', async () => {
  const stale = { rule: 'http.stack-trace', reason: 'It used to.', source: 'a test', expires: '2999-12-31' };
  const { code, samples } = await contractWith([...REGISTER, stale]);
  const failures = samples.findings.filter(({ severity }) => severity === 'failure');
  expect([code, failures.map(({ rule, pointer }) => `${rule} ${pointer}`)]).toEqual([99, ['deviation.happens /http.stack-trace']]);
  expect(Array.from(samples.cases).filter(([, result]) => result === 'failed')).toEqual([['register', 'failed']]);
});

test('a registered deviation past its date fails the contract', async () => {
  const { code, samples } = await contractWith(REGISTER.map((entry) => ({ ...entry, expires: '2026-01-01' })));
  expect([code, samples.findings.some(({ rule }) => rule === 'deviation.expired')]).toEqual([99, true]);
});

test.each([
  [
    [{ rule: 'no.such-rule', reason: 'a', source: 'b', expires: '2027-01-01' }],
    'deviations.json: entry 1: there is no rule "no.such-rule"',
  ],
  [[{ rule: 'http.pragma', reason: '', source: 'b', expires: '2027-01-01' }], 'deviations.json: entry 1: reason is missing'],
  [
    [{ rule: 'http.pragma', reason: 'a', source: 'b', expires: 'soon' }],
    'deviations.json: entry 1: expires is "soon": it takes a day such as 2027-12-31',
  ],
])('the build refuses the register %j', async (register, problem) => {
  await expect(buildWith(register)).rejects.toThrow(problem);
});
