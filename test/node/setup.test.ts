import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PARTS = [
  'setup.mjs',
  'build.mjs',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
  'tools',
  'lib',
  'emulator',
  'scenarios',
  'schemas',
  'data',
];
let clone: string;

beforeAll(async () => {
  clone = await mkdtemp(join(tmpdir(), 'k6-ropc-clone-'));
  // The times tell what is older than its sources.
  for (const part of PARTS) await cp(join(ROOT, part), join(clone, part), { recursive: true, preserveTimestamps: true });
  await symlink(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
});

afterAll(() => rm(clone, { recursive: true, force: true }));

async function setUp(): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['setup.mjs'], { cwd: clone, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said };
}

test('of two commands that begin at once in a fresh clone one builds, and the other waits for it', async () => {
  const both = await Promise.all([setUp(), setUp()]);
  expect(both.map(({ code, said }) => `${code}: ${said}`)).toEqual([
    expect.stringMatching(/^0: (building dist|another command)/),
    expect.stringMatching(/^0: (building dist|another command)/),
  ]);
  expect(both.filter(({ said }) => said.includes('building dist/'))).toHaveLength(1);
  expect(existsSync(join(clone, 'dist/emulator.mjs'))).toBe(true);
  expect(existsSync(join(clone, '.setup.lock'))).toBe(false);
});

test('a lock whose owner is gone does not stop a build', async () => {
  const gone = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => gone.once('close', resolve));
  await writeFile(join(clone, '.setup.lock'), `${gone.pid}`);
  await rm(join(clone, 'dist'), { recursive: true });
  expect(await setUp()).toEqual({ code: 0, said: 'building dist/\n' });
});

test.each([
  ['"typ": "string"', 'strict mode: unknown keyword: "typ"'],
  ['"rule": "token.scop", "type": "string"', '/properties/scope: there is no rule "token.scop"'],
])('a schema with %s is named by its file', async (wrong, said) => {
  const path = 'schemas/rfc6749/token-response.json';
  const text = await readFile(join(ROOT, path), 'utf8');
  await writeFile(join(clone, path), text.replace(/"rule": "token.scope",\s*"type": "string"/, wrong));
  expect((await setUp()).said).toContain(`build failed: ${path}: ${said}`);
  await writeFile(join(clone, path), text);
});

test('what cannot be built is said, exits with 2, and leaves no lock behind', async () => {
  await writeFile(join(clone, 'data/profiles/broken.json'), '{');
  const { code, said } = await setUp();
  expect(code).toBe(2);
  expect(said).toContain('the build failed');
  expect(existsSync(join(clone, '.setup.lock'))).toBe(false);
});
