import { spawnSync } from 'node:child_process';
import type { Chosen } from '../core/settings/choose.js';
import { UsageError } from '../core/usage-error.js';

/** k6 reads its options before it prints its help. @throws UsageError where it does not know one */
export function checkK6Options(program: string, more: readonly string[]): void {
  const { status, stderr } = spawnSync(program, ['run', '--no-color', ...more, '--help'], { encoding: 'utf8' });
  if (status !== 0)
    throw new UsageError([`k6 refuses its options (${more.join(' ')}): ${/msg="(.*)"/.exec(stderr)?.[1] ?? stderr.trim()}.`]);
}

/** @throws UsageError where the emulator cannot stand in for an endpoint of this kind */
export function refuseOtherKinds({ provider }: Chosen): void {
  if (provider.tokens !== 'jwt')
    throw new UsageError([`the emulator is a stand-in for B2C: provider ${provider.name} needs a target of its own (--base-url).`]);
}
