import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../core/usage-error.js';
import { CACHE } from '../paths.js';
import { downloadK6 } from './download.js';
import { buildK6 } from './go-build.js';
import { fitness, K6_VERSION, parseVersion } from './release.js';

/** A k6 program that can be used, and where it came from. */
export interface K6Program {
  path: string;
  version: string;
  from: 'K6_BIN' | 'PATH' | 'cache' | 'download' | 'go build';
  /** Something that the user should know about it. */
  note?: string;
}

const EXECUTABLE = process.platform === 'win32' ? 'k6.exe' : 'k6';

/** Where this suite keeps the k6 that it got itself: outside the build output, one folder a version. */
const CACHED_K6 = join(CACHE, `k6-v${K6_VERSION}`, EXECUTABLE);

function ask(path: string): { version?: ReturnType<typeof parseVersion>; problem: string } {
  const { stdout, error, status } = spawnSync(path, ['version'], { encoding: 'utf8', timeout: 20_000 });
  if (error) return { problem: error.message };
  const version = parseVersion(stdout);
  return { version, problem: `exit code ${status}, and no version in what it printed` };
}

/** Tries a program; a string says why it cannot be used. */
function consider(path: string, from: K6Program['from']): K6Program | string {
  const { version, problem } = ask(path);
  if (!version) return `${path} cannot be used (${problem})`;
  const fit = fitness(version);
  if (fit === 'unusable') return `${path} is k6 ${version.text}: the suite needs v${K6_VERSION} or a later 2.x`;
  const note = fit === 'later' ? `k6 ${version.text} is used; this suite is measured with v${K6_VERSION}` : undefined;
  return { path, version: version.text, from, ...(note && { note }) };
}

/**
 * Looks for a k6 that is already there: K6_BIN, PATH, the cache.
 *
 * @param tried gets a line for each way that did not work
 * @throws UsageError where K6_BIN names a program that cannot be used
 */
export function findK6(tried: string[] = []): K6Program | undefined {
  const named = process.env.K6_BIN;
  if (named) {
    const program = consider(named, 'K6_BIN');
    if (typeof program === 'string') throw new UsageError([`K6_BIN: ${program}. Name another program, or leave K6_BIN unset.`]);
    return program;
  }
  const onPath = consider(EXECUTABLE, 'PATH');
  if (typeof onPath !== 'string') return onPath;
  tried.push(`PATH: ${onPath}`);
  if (!existsSync(CACHED_K6)) return undefined;
  const cached = consider(CACHED_K6, 'cache');
  if (typeof cached !== 'string') return cached;
  tried.push(`cache: ${cached}`);
  return undefined;
}

/**
 * Finds k6 or gets it: the official archive, checked against its SHA-256, or else a build with Go.
 *
 * @throws UsageError naming every way that was tried and what each said
 */
export async function getK6(): Promise<K6Program> {
  const tried: string[] = [];
  const found = findK6(tried);
  if (found) return found;
  for (const [from, get] of [
    ['download', downloadK6],
    ['go build', buildK6],
  ] as const) {
    try {
      await get(CACHED_K6);
      const program = consider(CACHED_K6, from);
      if (typeof program !== 'string') return program;
      tried.push(`${from}: ${program}`);
    } catch (error) {
      tried.push(`${from}: ${(error as Error).message}`);
    }
  }
  throw new UsageError([
    `k6 v${K6_VERSION} was not found and could not be obtained:`,
    ...tried.map((line) => `  - ${line}`),
    'Install k6 v2.2 or a later 2.x (https://grafana.com/docs/k6/latest/set-up/install-k6/), or Go 1.25 or later,',
    'or name a program: K6_BIN=/path/to/k6.',
  ]);
}
