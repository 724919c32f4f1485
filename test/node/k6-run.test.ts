import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { runK6 } from '../../lib/node/run/k6-run.js';

const folder = mkdtempSync(join(tmpdir(), 'k6-ropc-run-'));

/** A program that writes to its log until it is stopped as k6 is. */
const UNTIL_STOPPED = 'trap "exit 105" INT\nwhile :; do echo noise >&2; sleep 0.05; done';

function fakeK6(script = UNTIL_STOPPED): string {
  const path = join(folder, 'k6');
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

const progress = { label: 'contract', total: 3, at: () => ({ done: 0, note: '' }) };

// /dev/full is a disk that is full.
test('a log that cannot be written ends k6, and says so', async () => {
  const run = { program: fakeK6(), bundle: 'contract', settings: {}, samples: join(folder, 'none'), progress };
  await expect(runK6({ ...run, log: '/dev/full' })).rejects.toThrow('/dev/full cannot be written (ENOSPC: no space left on device, write)');
});

test.each([
  ['nine tenths of the memory that is free', undefined, /^limit [1-9]\d{7,}$/m],
  ['what a person says', '123MiB', /^limit 123MiB$/m],
])('k6 is given %s as its limit', async (_, own, expected) => {
  vi.stubEnv('GOMEMLIMIT', own);
  const log = join(folder, `limit-${own}.log`);
  await runK6({
    program: fakeK6('echo "limit $GOMEMLIMIT" >&2'),
    bundle: 'contract',
    settings: {},
    samples: join(folder, 'none'),
    log,
    progress,
  });
  vi.unstubAllEnvs();
  expect(readFileSync(log, 'utf8')).toMatch(expected);
});
