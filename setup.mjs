// Makes a fresh clone ready: installs the locked packages and builds dist/, each only where it is missing or old.
// Needs nothing but Node.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('.', import.meta.url));
const SOURCES = ['build.mjs', 'tools', 'package-lock.json', 'lib', 'emulator', 'scenarios', 'schemas', 'data'];
const [major, minor] = process.versions.node.split('.').map(Number);

function fail(message) {
  console.error(`k6-ropc: ${message}`);
  process.exit(2);
}

function run(what, command, args) {
  const { status, error } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (error || status !== 0) fail(`${what} failed (${error?.message ?? `exit code ${status}`}). Mend what it says above and try again.`);
}

const time = (path) => (existsSync(join(ROOT, path)) ? statSync(join(ROOT, path)).mtimeMs : 0);

function newest(path) {
  const stat = statSync(join(ROOT, path));
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(join(ROOT, path)).map((name) => newest(join(path, name))));
}

/** Installs and builds what is missing or older than its sources. */
export function setUp() {
  if (major < 20 || (major === 20 && minor < 10)) fail(`Node ${process.versions.node} is too old: it takes 20.10 or later.`);
  if (time('node_modules/.package-lock.json') < time('package-lock.json')) {
    console.error('installing the locked packages');
    run('npm ci', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  }
  if (time('dist/emulator.mjs') < Math.max(...SOURCES.map(newest))) {
    console.error('building dist/');
    run('the build', process.execPath, ['build.mjs']);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp();
