// The last part of npm run bench: the whole contract run against the emulator, cold, as CI sees it.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { size } from './size.mjs';

const BIN = fileURLToPath(new URL('../bin/k6-ropc.mjs', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'k6-ropc-contract-'));
try {
  for (let round = 0; round < size(3, 1); round++) {
    const begun = performance.now();
    const { status, stdout } = spawnSync(process.execPath, [BIN, 'contract', '--emulator'], { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(stdout);
    const [, cases] = /contract: (\d+) of/.exec(stdout) ?? [];
    console.log(`contract: ${((performance.now() - begun) / 1000).toFixed(1)} s for ${cases} cases, with the start of emulator and k6`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
