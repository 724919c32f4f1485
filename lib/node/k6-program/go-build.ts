import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../paths.js';
import { progressBar } from '../terminal.js';
import { K6_VERSION } from './release.js';

// Lines that `go build -v` prints for k6 v2.2.0 from empty caches: modules downloaded and packages compiled. For the bar only.
const STEPS = 1_020;

function goVersion(): string {
  const { stdout, error } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' });
  if (error) throw new Error('there is no Go (1.25 or later) to build k6 with');
  return stdout.trim();
}

async function runGo(output: string, work: string): Promise<void> {
  const env = { ...process.env, GOMODCACHE: join(work, 'modules'), GOCACHE: join(work, 'build'), GOFLAGS: '-modcacherw' };
  const arguments_ = ['build', '-v', '-trimpath', '-ldflags', '-s -w', '-o', output, 'go.k6.io/k6/v2'];
  const go = spawn('go', arguments_, { cwd: join(ROOT, 'tools/k6-build'), env, stdio: ['ignore', 'ignore', 'pipe'] });
  const bar = progressBar(`building k6 v${K6_VERSION} with Go, about a minute`, STEPS);
  const tail: string[] = [];
  let steps = 0;
  createInterface({ input: go.stderr }).on('line', (line) => {
    bar.update(Math.min(++steps, STEPS));
    tail.push(line);
    if (tail.length > 5) tail.shift();
  });
  const code = await new Promise<number | null>((resolve, reject) => go.on('close', resolve).on('error', reject));
  bar.stop();
  if (code !== 0) throw new Error(`go build ended with exit code ${code}: ${tail.join(' | ')}`);
}

const OLD_MS = 24 * 3_600_000;

/** What builds that were killed left behind: a quarter of a gigabyte each. */
async function removeOldBuilds(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    // Another command may have removed it by now.
    const made = name.startsWith('build-') ? await stat(path).catch(() => undefined) : undefined;
    if (made && Date.now() - made.mtimeMs > OLD_MS) await rm(path, { recursive: true, force: true });
  }
}

/**
 * Builds k6 in tools/k6-build, whose go.sum pins every byte. What only the build needed is removed afterwards.
 *
 * @param path where the program goes
 * @throws Error where there is no Go, or the build fails
 */
export async function buildK6(path: string): Promise<void> {
  goVersion();
  await mkdir(dirname(path), { recursive: true });
  await removeOldBuilds(dirname(path));
  const work = await mkdtemp(join(dirname(path), 'build-'));
  try {
    await runGo(join(work, 'k6'), work);
    await rename(join(work, 'k6'), path);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
