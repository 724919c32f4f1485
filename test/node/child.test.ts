import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { endedWithThis } from '../../lib/node/run/child.js';

const script = join(mkdtempSync(join(tmpdir(), 'k6-ropc-child-')), 'parent.mjs');

// A process that owns another, in a group of its own as k6 is. Both hold the same standard output.
beforeAll(() =>
  build({
    stdin: {
      contents: `
        import { spawn } from 'node:child_process';
        import { endedWithThis, ownChild } from './lib/node/run/child.js';
        const [program, ...before] = process.argv[2] === 'SIGKILL' ? endedWithThis('sleep') : ['sleep'];
        const child = spawn(program, [...before, '60'], { detached: true, stdio: ['ignore', 'inherit', 'ignore'] });
        ownChild(child);
        console.log('ready');
        setTimeout(() => process.exit(0), process.argv[2] === 'exit' ? 100 : 60_000);
      `,
      resolveDir: fileURLToPath(new URL('../..', import.meta.url)),
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: script,
  }),
);

const ENDS = ['exit', 'SIGINT', 'SIGTERM', 'SIGHUP', ...(endedWithThis('').length > 1 ? ['SIGKILL' as const] : [])] as const;

test.each(ENDS)('no child is left behind where its owner ends by %s', async (end) => {
  const owner = spawn(process.execPath, [script, end], { stdio: ['ignore', 'pipe', 'inherit'] });
  // Comes once nobody holds the output.
  const closed = new Promise((resolve) => owner.once('close', (...how) => resolve(how)));
  await new Promise((resolve) => owner.stdout.once('data', resolve));
  if (end !== 'exit') owner.kill(end);
  await expect(closed).resolves.toEqual(end === 'exit' ? [0, null] : [null, end]);
});
