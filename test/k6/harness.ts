import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';
import { findK6 } from '../../lib/node/k6-program/find.js';
import { noSamples, type Samples } from '../../lib/node/samples/columns.js';
import { readSamples } from '../../lib/node/samples/read.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Enough sign-ins for a p99 in four seconds; few users, for the machine has two cores. */
const SHORT = { ROPC_SIGN_IN_RATE: '40', ROPC_REFRESH_RATE: '40', ROPC_FAILED_SIGN_IN_RATE: '40', ROPC_DURATION: '3s', ROPC_WARM_UP: '1s' };

const cleanUps: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

export interface Emulator {
  baseUrl: string;
  process: ChildProcess;
  setFaults(...faults: string[]): Promise<void>;
}

/** Starts the emulator for one test; it ends with the test. */
export function startEmulator(...faults: string[]): Promise<Emulator> {
  return startEmulatorWith({}, ...faults);
}

/** The same, with settings of its own. */
export async function startEmulatorWith(settings: unknown, ...faults: string[]): Promise<Emulator> {
  const file = join(await temporaryFolder(), 'settings.json');
  await writeFile(file, JSON.stringify(settings));
  const child = spawn(
    process.execPath,
    [join(ROOT, 'dist/emulator.mjs'), '--port', '0', '--settings', file, ...faults.flatMap((fault) => ['--fault', fault])],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  cleanUps.push(() => child.kill('SIGKILL'));
  const baseUrl = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the emulator ended with exit code ${code}`)));
  });
  return {
    baseUrl,
    process: child,
    setFaults: async (...names) => {
      const response = await fetch(`${baseUrl}/_emulator/faults`, { method: 'PUT', body: JSON.stringify(names) });
      if (!response.ok) throw new Error(await response.text());
    },
  };
}

/** A folder for one test; it goes with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'k6-ropc-test-'));
  cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface Ran {
  code: number | null;
  output: string;
  /** What each broken gate says. */
  broken: string[];
  samples: Samples;
}

function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env)
      .filter(([name]) => !name.startsWith('ROPC_'))
      .concat([['NO_COLOR', '1']]),
  );
}

async function collect(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output += chunk;
    });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

/** `k6 run dist/<bundle>.js -e ...`, as a person would type it. */
export async function k6(
  bundle: string,
  settings: Record<string, string>,
  {
    folder: bundles = join(ROOT, 'dist'),
    whileRunning,
    more = [],
  }: { folder?: string; whileRunning?: (child: ChildProcess) => void; more?: string[] } = {},
): Promise<Ran> {
  const program = findK6();
  if (!program) throw new Error('no k6: npm test gets it before the tests');
  const folder = await temporaryFolder();
  const file = join(folder, 'samples.csv.gz');
  const variables = Object.entries({ ...SHORT, ...settings }).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const child = spawn(
    program.path,
    ['run', '--quiet', '--no-color', '--no-usage-report', '--out', `csv=${file}`, ...more, ...variables, join(bundles, `${bundle}.js`)],
    { env: cleanEnvironment() },
  );
  whileRunning?.(child);
  const { code, output } = await collect(child);
  const broken = Array.from(output.matchAll(/BROKEN {2}(.*) \(seen: /g), ([, meaning]) => meaning as string);
  const samples = await readSamples(file).catch(noSamples);
  return { code, output, broken, samples };
}

/** The k6-ropc command, in a folder of its own. */
export async function command(
  args: string[],
  settings: Record<string, string> = {},
  whileRunning?: (child: ChildProcess) => void,
  existing?: string,
): Promise<{ code: number | null; output: string; folder: string }> {
  const folder = existing ?? (await temporaryFolder());
  const child = spawn(process.execPath, [join(ROOT, 'bin/k6-ropc.mjs'), ...args], {
    cwd: folder,
    env: { ...cleanEnvironment(), ...settings },
  });
  whileRunning?.(child);
  return { ...(await collect(child)), folder };
}

/** The newest run directory below a folder. */
export async function runFolder(folder: string): Promise<string> {
  const runs = (await readdir(join(folder, 'results'))).sort();
  return join(folder, 'results', runs.at(-1) as string);
}

/** Answers by outcome, of one operation. */
export function outcomes(samples: Samples, op: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const series of samples.series.filter((item) => item.op === op))
    counts[series.outcome] = (counts[series.outcome] ?? 0) + series.ms.length;
  return counts;
}
