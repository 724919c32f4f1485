import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { profiles } from '../../dist/generated/data.js';
import { command, runFolder, startEmulator } from './harness.js';

/** Rates and lengths for two cores: each profile in a few seconds. */
const SCALE: Record<string, [time: string, rate: string]> = {
  smoke: ['0.2', '5'],
  nightly: ['0.01', '8'],
  soak: ['0.001', '10'],
  spike: ['0.02', '3'],
  stress: ['0.02', '2'],
};

test.each(profiles.map(({ name }) => name).filter((name) => name in SCALE))('the profile %s runs for real, scaled', async (name) => {
  const [time, rate] = SCALE[name] as [string, string];
  const { code, output, folder } = await command(['run', name, '--emulator', '--scale-time', time, '--scale-rate', rate]);
  // The seconds of soak are too few to compare its two hours.
  expect(code, output).toBe(name === 'soak' ? 3 : 0);
  expect(output.match(/cannot be compared with first-hour/g)?.length, output).toBe(name === 'soak' ? 3 : undefined);
  const plan = JSON.parse(await readFile(join(await runFolder(folder), 'plan.json'), 'utf8'));
  const measured = plan.load.plan.phases.filter((phase: { measured: boolean }) => phase.measured);
  for (const phase of measured) expect(output).toContain(phase.name);
});

test('every profile has a scale here', () => {
  expect(profiles.map(({ name }) => name).filter((name) => !(name in SCALE) && name !== 'failed-logins')).toEqual([]);
});

const PART = { ROPC_SIGN_IN_RATE: '60', ROPC_REFRESH_RATE: '60', ROPC_FAILED_SIGN_IN_RATE: '60', ROPC_DURATION: '4s', ROPC_WARM_UP: '1s' };

// So long that runners which do not begin in the same second are still together.
const TOGETHER = {
  ...PART,
  ROPC_SIGN_IN_RATE: '40',
  ROPC_REFRESH_RATE: '40',
  ROPC_FAILED_SIGN_IN_RATE: '40',
  ROPC_DURATION: '8s',
  ROPC_P95: '4000',
  ROPC_P99: '4000',
};

test('four runners share a load without talking to each other, and merge into one verdict with all their answers', async () => {
  const { baseUrl } = await startEmulator();
  const target = ['--base-url', baseUrl];
  const runs = await Promise.all([1, 2, 3, 4].map((part) => command(['run', 'smoke', ...target, '--segment', `${part}/4`], TOGETHER)));
  for (const { code, output } of runs) expect(code, output).toBe(0);
  const folders = await Promise.all(runs.map(({ folder }) => runFolder(folder)));
  const { code, output, folder } = await command(['merge', ...folders]);
  expect([code, output]).toEqual([0, expect.stringContaining('contract: 104 of 104 cases passed')]);
  const summaryOf = async (path: string) => JSON.parse(await readFile(join(path, 'summary.json'), 'utf8'));
  const answers = ({ operations }: { operations: { answers: number }[] }) => operations.reduce((sum, row) => sum + row.answers, 0);
  const parts = await Promise.all(folders.map(summaryOf));
  const merged = await summaryOf(await runFolder(folder));
  expect(answers(merged)).toBe(parts.reduce((sum, part) => sum + answers(part), 0));
  expect(answers(merged)).toBeGreaterThan(700);
  const missing = await command(['merge', folders[0] as string, folders[1] as string]);
  expect([missing.code, missing.output]).toEqual([2, expect.stringContaining('these are the parts 1/4, 2/4')]);
  await copyFile(join(folders[0] as string, 'samples.csv.gz'), join(folders[1] as string, 'samples.csv.gz'));
  const copied = await command(['merge', ...folders]);
  expect([copied.code, copied.output]).toEqual([2, expect.stringContaining(`has the samples of ${folders[0]}`)]);
});

test('a run that was slower than the one before fails, and says by how much', async () => {
  const { baseUrl, setFaults } = await startEmulator('slow:40');
  const settings = {
    ...PART,
    ROPC_BASE_URL: baseUrl,
    ROPC_SIGN_IN_RATE: '30',
    ROPC_REFRESH_RATE: '30',
    ROPC_FAILED_SIGN_IN_RATE: '6',
    ROPC_DURATION: '9s',
  };
  const first = await command(['run', 'smoke', '--baseline', 'last'], settings);
  expect(first.output).toContain('no run of profile smoke has passed yet');
  const before = await runFolder(first.folder);
  const same = await command(['run', 'smoke', '--baseline', before], settings);
  expect(same.code, same.output).toBe(0);
  await setFaults('slow:60');
  const slower = await command(['run', 'smoke', '--baseline', before], settings);
  expect(slower.code, slower.output).toBe(1);
  expect(slower.output).toMatch(/sign-in is slower than the run before \(steady\): 4\d\.\d ms then, 6\d\.\d ms now/);
});

test('k6 killed with -9 leaves what it had measured, and the verdict is INCONCLUSIVE', async () => {
  const { code, output, folder } = await command(['run', 'smoke', '--emulator'], { ROPC_DURATION: '15s' }, (child) => {
    const timer = setInterval(async () => {
      // The k6 of this command alone: its parent is the command's process.
      const children = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').catch(() => '');
      for (const pid of children.split(' ').filter(Boolean)) {
        const line = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
        if (line[1] === 'run' && line.at(-2)?.endsWith('mixed.js')) {
          clearInterval(timer);
          setTimeout(() => process.kill(Number(pid), 'SIGKILL'), 4_000);
        }
      }
    }, 200);
  });
  expect([code, output]).toEqual([3, expect.stringContaining('k6 was killed')]);
  expect(await readdir(await runFolder(folder))).toContain('report.html');
});

test("k6's own options go through", async () => {
  const { code, output, folder } = await command(['run', 'smoke', '--emulator', '--', '--tag', 'build=7', '--out', 'json=k6.json'], PART);
  expect(code, output).toBe(0);
  expect(await readFile(join(folder, 'k6.json'), 'utf8')).toContain('"build":"7"');
});

test('a folder that cannot be written is wrong use', async () => {
  const { folder } = await command(['--help']);
  await writeFile(join(folder, 'results'), 'a file');
  const { code, output } = await command(['run', 'smoke', '--emulator'], {}, undefined, folder);
  expect([code, output]).toEqual([2, expect.stringContaining('cannot be written')]);
});
