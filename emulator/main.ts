/**
 * The local stand-in for a B2C token endpoint.
 *
 * @example npm run emulator -- --port 9000 --fault slow=0.1
 */
import { rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import demo from '../data/pools/demo.json' with { type: 'json' };
import { DEMO_POOL_SECRET, type PoolDefinition } from '../lib/core/pool.js';
import { makeCertificate } from './certificate.js';
import { type ActiveFault, parseFault } from './faults/active.js';
import { FAULTS } from './faults/catalogue.js';
import { createEmulator } from './server.js';
import { DEFAULT_SETTINGS, type EmulatorSettings, readSettings } from './settings.js';
import { createService } from './start.js';

/** Turns what a reader throws into commander's message, which names the option. */
function option<T>(read: (text: string, before: T) => T): (text: string, before: T) => T {
  return (text, before) => {
    try {
      return read(text, before);
    } catch (error) {
      throw new InvalidArgumentError((error as Error).message);
    }
  };
}

function wholeNumber(from: number, to: number): (text: string, before: number) => number {
  return option((text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < from || value > to) throw new Error(`It takes a whole number from ${from} to ${to}.`);
    return value;
  });
}

const faultList = Object.entries(FAULTS).map(([name, fault]) => `  ${name.padEnd(34)}${fault.sentence}`);

const program = new Command('k6-ropc emulator')
  .description('A local stand-in for a B2C token endpoint. Prints its base URL in one line when it is ready.')
  .option('--port <number>', 'port to listen on; 0: any free one', wholeNumber(0, 65_535), 9000)
  .addOption(
    new Option('--users <number>', 'number of users in the pool')
      .env('ROPC_USERS')
      .argParser(wholeNumber(1, 99_999_999))
      .default(demo.size),
  )
  .option(
    '--settings <file>',
    'JSON with settings over the defaults (docs/emulator-settings.md)',
    option<EmulatorSettings>(readSettings),
    DEFAULT_SETTINGS,
  )
  .option('--https', 'https with a self-signed certificate, whose CA file is printed')
  .option('--issuer-of-host', 'the issuer is the host that was asked, as clients want it that compare it with discovery')
  .option(
    '--fault <name[:argument][=share][@from-to]>',
    'something to do wrong, for a share of the token requests and a window of seconds; can be repeated',
    option<ActiveFault[]>((text, before) => [...before, parseFault(text)]),
    [],
  )
  .addHelpText(
    'after',
    `\nFaults:\n${faultList.join('\n')}\n\nThe pool secret comes from ROPC_POOL_SECRET; the demo's is used where it is not set.`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
program.options.find(({ long }) => long === '--settings')?.default(DEFAULT_SETTINGS, 'none');

interface Options {
  port: number;
  users: number;
  settings: EmulatorSettings;
  https?: true;
  issuerOfHost?: true;
  fault: ActiveFault[];
}

function withIssuerOfHost(settings: EmulatorSettings): EmulatorSettings {
  return { ...settings, policies: settings.policies.map((policy) => ({ ...policy, issuer: '{origin}/{tenantId}/v2.0/' })) };
}

async function main(): Promise<void> {
  const { port, users, settings, https, issuerOfHost, fault } = program.parse().opts<Options>();
  const pool: PoolDefinition = { ...(demo as PoolDefinition), size: users };
  const secret = process.env.ROPC_POOL_SECRET || DEMO_POOL_SECRET;
  const used = issuerOfHost ? withIssuerOfHost(settings) : settings;
  const service = await createService({ settings: used, pool, secret, faults: fault });
  const certificate = https ? await makeCertificate() : undefined;
  if (certificate) process.once('exit', () => rmSync(dirname(certificate.caFile), { recursive: true, force: true }));
  const server = createEmulator(service, certificate);
  server.on('error', (error: NodeJS.ErrnoException) => {
    const taken = error.code === 'EADDRINUSE' ? `port ${port} is taken: choose another with --port, or 0 for any free one.` : error.message;
    console.error(`emulator: ${taken}`);
    process.exit(2);
  });
  server.once('listening', () => {
    console.log(`${https ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`);
    if (certificate) console.log(`CA file for clients: NODE_EXTRA_CA_CERTS=${certificate.caFile}`);
    if (certificate) console.log(`CA file for k6: SSL_CERT_FILE=${certificate.caFile}`);
  });
  server.listen(port, '127.0.0.1');
  let ending = false;
  const end = () => {
    // From a terminal a signal comes twice: to this process, and handed on by the command.
    if (ending) return;
    ending = true;
    server.close(() => process.exit(0));
    server.closeAllConnections();
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
  // Whoever started it is gone, however that came.
  if (process.channel) process.once('disconnect', end);
}

await main().catch((error: Error) => {
  console.error(`emulator: ${error.message}`);
  process.exitCode = 2;
});
