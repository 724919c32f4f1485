/**
 * The local stand-in for a B2C token endpoint.
 *
 * @example npm run emulator -- --port 9000 --fault slow=0.1
 */
import type { AddressInfo } from 'node:net';
import { Command, InvalidArgumentError } from 'commander';
import demo from '../data/pools/demo.json' with { type: 'json' };
import { DEMO_POOL_SECRET, type PoolDefinition } from '../lib/core/pool.js';
import { createDirectory } from './directory.js';
import { type ActiveFault, FAULTS, Faults, parseFault } from './faults.js';
import { createSigningKey } from './keys.js';
import { Lockout } from './lockout.js';
import { RefreshTokens } from './refresh-token.js';
import { createEmulator } from './server.js';
import { DEFAULT_SETTINGS } from './settings.js';

function wholeNumber(from: number, to: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < from || value > to) throw new InvalidArgumentError(`It takes a whole number from ${from} to ${to}.`);
    return value;
  };
}

function addFault(text: string, before: ActiveFault[]): ActiveFault[] {
  try {
    return [...before, parseFault(text)];
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

const faultList = Object.entries(FAULTS).map(([name, fault]) => `  ${name.padEnd(26)}${fault.sentence}`);

const program = new Command('emulator')
  .description('A local stand-in for a B2C token endpoint. Prints its base URL in one line when it is ready.')
  .option('--port <number>', 'port to listen on; 0: any free one', wholeNumber(0, 65_535), 9000)
  .option('--users <number>', 'number of users in the pool', wholeNumber(1, 99_999_999), demo.size)
  .option('--fault <name[=share]>', 'something to do wrong, for a share of the token requests; can be repeated', addFault, [])
  .addHelpText(
    'after',
    `\nFaults:\n${faultList.join('\n')}\n\nThe pool secret comes from ROPC_POOL_SECRET; the demo's is used where it is not set.`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

async function main(): Promise<void> {
  const options = program.parse().opts<{ port: number; users: number; fault: ActiveFault[] }>();
  const pool: PoolDefinition = { ...(demo as PoolDefinition), size: options.users };
  const secret = process.env.ROPC_POOL_SECRET || DEMO_POOL_SECRET;
  const faults = new Faults();
  faults.set(options.fault);
  const server = createEmulator(
    {
      settings: DEFAULT_SETTINGS,
      directory: createDirectory(pool, secret),
      lockout: new Lockout(DEFAULT_SETTINGS.lockout),
      refreshTokens: new RefreshTokens(secret),
      key: await createSigningKey(Math.floor(Date.now() / 1000)),
      now: Date.now,
    },
    faults,
  );
  server.on('error', (error: NodeJS.ErrnoException) => {
    const taken =
      error.code === 'EADDRINUSE' ? `port ${options.port} is taken: choose another with --port, or 0 for any free one.` : error.message;
    console.error(`emulator: ${taken}`);
    process.exit(2);
  });
  server.listen(options.port, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      server.close(() => process.exit(0));
      server.closeAllConnections();
    });
  }
}

await main();
