import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { DIST } from '../paths.js';
import { exitCode, ownChild } from './child.js';

/** An emulator that was started for a run. */
export interface RunningEmulator {
  baseUrl: string;
  stop(): Promise<void>;
}

/**
 * Starts the emulator on a free loopback port.
 *
 * @throws Error with what it said, where it does not come up
 */
export async function startEmulator(arguments_: readonly string[]): Promise<RunningEmulator> {
  // A process group of its own: Ctrl-C reaches the command alone, which ends the emulator when the run is over.
  const child = spawn(process.execPath, [join(DIST, 'emulator.mjs'), '--port', '0', ...arguments_], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  ownChild(child);
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  const ended = exitCode(child);
  const baseUrl = await Promise.race([
    new Promise<string>((resolve) => createInterface({ input: child.stdout as Readable }).once('line', resolve)),
    ended.then((code) =>
      Promise.reject(
        new Error(
          `the emulator ended with exit code ${code}: ${said.trim().replace(/^error: option '.*?' argument '.*?' is invalid\. /, '')}`,
        ),
      ),
    ),
  ]);
  return {
    baseUrl,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
