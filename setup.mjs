// Makes a fresh clone ready: installs the locked packages and builds dist/, each only where it is missing or old, and one command
// at a time. Needs nothing but Node, for packages may not be there yet.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('.', import.meta.url));
const SOURCES = ['build.mjs', 'tools', 'package-lock.json', 'lib', 'emulator', 'scenarios', 'schemas', 'data'];
const LOCK = join(ROOT, '.setup.lock');
const LONGEST_WAIT_MS = 5 * 60_000;
const [major, minor] = process.versions.node.split('.').map(Number);

function fail(message) {
  console.error(`k6-ropc: ${message}`);
  process.exit(2);
}

function run(what, command, args) {
  const { status, error } = spawnSync(command, args, {
    cwd: ROOT,
    // Standard output is the command's own: the emulator's first line is its URL.
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (error || status !== 0) fail(`${what} failed (${error?.message ?? `exit code ${status}`}). Fix the error above and try again.`);
}

const time = (path) => (existsSync(join(ROOT, path)) ? statSync(join(ROOT, path)).mtimeMs : 0);

function newest(path) {
  const stat = statSync(join(ROOT, path));
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(join(ROOT, path)).map((name) => newest(join(path, name))));
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}

/** Takes the lock of this folder. A lock whose owner is gone counts for nothing. @returns the owner's process id where it is taken */
function take() {
  try {
    writeFileSync(LOCK, `${process.pid}`, { flag: 'wx' });
    return undefined;
  } catch (error) {
    if (error.code !== 'EEXIST') fail(`${LOCK} cannot be written (${error.message}): this folder must be writable to install and build.`);
  }
  const owner = ownerOf();
  if (owner === 0 || isAlive(owner)) return owner;
  removeStale();
  return take();
}

/** @returns 0 where it is not known: the lock is gone by now, or is being written */
function ownerOf() {
  try {
    return Number(readFileSync(LOCK, 'utf8'));
  } catch {
    return 0;
  }
}

/** Of several commands that find the same stale lock one gets to rename it. */
function removeStale() {
  const taken = `${LOCK}.${process.pid}`;
  try {
    renameSync(LOCK, taken);
    rmSync(taken, { force: true });
  } catch {
    // Another one did.
  }
}

function waitForTurn() {
  const last = Date.now() + LONGEST_WAIT_MS;
  let said = false;
  for (let owner = take(); owner !== undefined; owner = take()) {
    if (Date.now() > last)
      fail(`process ${owner} has been installing or building here for long. If it is not, delete ${LOCK} and try again.`);
    if (!said) console.error('another command is installing or building here: waiting for it');
    said = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
  process.once('exit', () => rmSync(LOCK, { force: true }));
}

const packagesAreOld = () => time('node_modules/.package-lock.json') < time('package-lock.json');
const distIsOld = () => time('dist/emulator.mjs') < Math.max(...SOURCES.map(newest));

/** Installs and builds what is missing or older than its sources. */
export function setUp() {
  if (major < 20 || (major === 20 && minor < 10)) fail(`Node ${process.versions.node} is too old: it takes 20.10 or later.`);
  if (!existsSync(join(ROOT, 'package-lock.json')))
    fail('there is no package-lock.json here: k6-ropc is used from a clone of its repository, not from a package.');
  if (!packagesAreOld() && !distIsOld()) return;
  waitForTurn();
  if (packagesAreOld()) {
    console.error('installing the locked packages');
    run('npm ci', 'npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  }
  if (distIsOld()) {
    console.error('building dist/');
    run('the build', process.execPath, ['build.mjs']);
  }
  rmSync(LOCK, { force: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp();
