import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runK6 } from '../../lib/node/run/k6-run.js';

const folder = mkdtempSync(join(tmpdir(), 'k6-ropc-run-'));

/** A program that writes to its log until it is stopped as k6 is. */
function fakeK6(): string {
  const path = join(folder, 'k6');
  writeFileSync(path, '#!/bin/sh\ntrap "exit 105" INT\nwhile :; do echo noise >&2; sleep 0.05; done\n', { mode: 0o755 });
  return path;
}

// /dev/full is a disk that is full.
test('a log that cannot be written ends k6, and says so', async () => {
  const progress = { label: 'contract', total: 3, at: () => ({ done: 0, note: '' }) };
  const run = { program: fakeK6(), bundle: 'contract', settings: {}, samples: join(folder, 'none'), progress };
  await expect(runK6({ ...run, log: '/dev/full' })).rejects.toThrow('/dev/full cannot be written (ENOSPC: no space left on device, write)');
});
