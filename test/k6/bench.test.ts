import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a bench with as little as shows that it works. */
async function trial(name: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [`bench/${name}.mjs`, '--quick'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

test.each([
  ['run', [/validated +\d+ us +\S+ times bare/, /iteration +\d+ us/, /ajv-at-run-time +\d+ us/, /iteration +\d+ MB/]],
  ['emulator', [/emulator: \d+ sign-ins\/s/]],
  ['samples', [/report: .* for 10000 requests/]],
  ['contract', [/contract: \S+ s for 104 cases/]],
  ['pool', [/made up, 10000 users +\S+ s/, /SharedArray, 10000 users/]],
])('the bench "%s" runs, and says all that it measures', async (name, lines) => {
  const { code, output } = await trial(name);
  expect(code, output).toBe(0);
  for (const line of lines) expect(output).toMatch(line);
});
