import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import Table from 'cli-table3';
import { stringify } from 'csv-stringify/sync';
import { pools, profiles, providers } from '../../../dist/generated/data.js';
import { isLoopback, parseBaseUrl } from '../../core/base-url.js';
import { parseDuration } from '../../core/duration.js';
import { type Credentials, cohortSlice, DEMO_POOL_SECRET, type PoolDefinition, poolNamed, userAt } from '../../core/pool.js';
import { type Chosen, chooseSettings } from '../../core/settings/choose.js';
import type { RawSettings } from '../../core/settings/resolve.js';
import { resolveTarget } from '../../core/target.js';
import { UsageError } from '../../core/usage-error.js';
import { checkUsers } from '../pool/check.js';
import { type Graph, openGraph, PERMISSIONS } from '../pool/graph-client.js';
import { hmac } from '../pool/hmac.js';
import { Journal } from '../pool/journal.js';
import { personAt } from '../pool/person.js';
import { newUser, provision } from '../pool/provision.js';
import { findMade, findOrphans, sweep } from '../pool/sweep.js';
import { settingVariables } from '../settings-flags.js';

/** The pool of a command, and what goes with it. */
interface PoolContext extends Chosen {
  pool: PoolDefinition;
  userAt: (index: number) => Credentials;
}

const LOCAL = 'http://127.0.0.1:9000';
// The emulator's application for Graph (emulator/defaults.json).
const EMULATOR_GRAPH = { clientId: '66666666-6666-4666-8666-666666666666', clientSecret: 'emulator-graph-secret' };

function contextOf(flags: RawSettings, fallback?: string): PoolContext {
  const variables = settingVariables(flags);
  if (fallback !== undefined) variables.ROPC_BASE_URL ??= fallback;
  if (variables.ROPC_BASE_URL === undefined) throw new UsageError(['no target: set ROPC_BASE_URL or --base-url.']);
  const chosen = chooseSettings({ environment: variables }, providers, profiles);
  const { settings } = chosen;
  const pool = { ...poolNamed(pools, settings.pool), ...(settings.users !== undefined && { size: settings.users }) };
  if (settings.poolFile !== undefined) throw new UsageError(['pool commands work on a pool of data/pools: leave --pool-file out.']);
  if (settings.poolSecret === undefined) throw new UsageError(['ROPC_POOL_SECRET is not set: the passwords of the pool come from it.']);
  const secret = settings.poolSecret;
  return { ...chosen, pool, userAt: (index) => userAt(pool, secret, hmac, index) };
}

/** Reads `0..9` or `7`. @throws UsageError */
function rangeOf(text: string, size: number): number[] {
  const [, from = '', to = from] = /^(\d{1,9})(?:\.\.(\d{1,9}))?$/.exec(text) ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (from === '' || last < first || last >= size)
    throw new UsageError([`"${text}" is no range of users: it takes one such as 0..9, below ${size}.`]);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function cohortOf(pool: PoolDefinition, index: number): string {
  const names = Object.keys(pool.cohorts);
  return (
    names.find((name) => index >= cohortSlice(pool, name).first && index < cohortSlice(pool, name).first + cohortSlice(pool, name).count) ??
    ''
  );
}

/** Prints users of the pool; passwords only where they are asked for. */
export function poolShowCommand(range: string, flags: RawSettings, passwords: boolean): number {
  const { pool, userAt: user } = contextOf(flags, LOCAL);
  const table = new Table({
    head: ['user', 'cohort', 'sign-in name', 'name', ...(passwords ? ['password'] : [])],
    style: { head: [], border: [] },
  });
  for (const index of rangeOf(range, pool.size)) {
    const { username, password } = user(index);
    table.push([index, cohortOf(pool, index), username, personAt(pool, index), ...(passwords ? [password] : [])]);
  }
  console.log(table.toString());
  if (!passwords) console.log('passwords are not shown: add --passwords to see them');
  return 0;
}

export type ExportFormat = 'csv' | 'ndjson' | 'graph';

function* exported({ pool, userAt: user, settings }: PoolContext, format: ExportFormat): Generator<string> {
  if (format === 'csv') yield stringify([['username', 'password', 'name']]);
  for (let index = 0; index < pool.size; index++) {
    const { username, password } = user(index);
    if (format === 'csv') yield stringify([[username, password, personAt(pool, index)]]);
    else if (format === 'ndjson') yield `${JSON.stringify({ index, username, password, name: personAt(pool, index) })}\n`;
    else yield `${JSON.stringify(newUser({ pool, userAt: user, tenant: settings.tenant ?? '' }, index))}\n`;
  }
}

/** Streams the pool, passwords and all, to a file or to standard output; says so. */
export async function poolExportCommand(flags: RawSettings, format: string, out: string | undefined): Promise<number> {
  if (format !== 'csv' && format !== 'ndjson' && format !== 'graph')
    throw new UsageError([`--format is "${format}": it takes csv, ndjson or graph.`]);
  const context = contextOf(flags, LOCAL);
  console.error(`this writes ${context.pool.size} passwords to ${out ?? 'standard output'}`);
  const target = out === undefined ? process.stdout : createWriteStream(out, { mode: 0o600 });
  await pipeline(Readable.from(exported(context, format)), target, { end: out !== undefined }).catch((error: Error) => {
    throw new UsageError([`${out} cannot be written: ${error.message}`]);
  });
  return 0;
}

/** Opens Graph: the emulator's own on loopback, else the one that is set. @throws UsageError */
async function graphOf({ settings }: PoolContext): Promise<Graph> {
  const { baseUrl, tenant } = settings;
  const local = baseUrl !== undefined && isLoopback(baseUrl.host);
  const graphUrl = settings.graphUrl ?? (local ? baseUrl.href : 'https://graph.microsoft.com');
  const tokenUrl = settings.graphTokenUrl ?? `${local ? baseUrl.href : 'https://login.microsoftonline.com'}/${tenant}/oauth2/v2.0/token`;
  const clientId = settings.graphClientId ?? (local ? EMULATOR_GRAPH.clientId : undefined);
  const clientSecret = settings.graphClientSecret ?? (local ? EMULATOR_GRAPH.clientSecret : undefined);
  const problems = [graphUrl, tokenUrl]
    .map((url) => parseBaseUrl(url)?.host ?? '')
    .filter((host) => !isLoopback(host) && !settings.allowHost?.includes(host))
    .map((host) => `${host} is not on the allow-list: if you may change this directory, say so with --allow-host ${host}.`);
  const away = [graphUrl, tokenUrl].some((url) => !isLoopback(parseBaseUrl(url)?.host ?? ''));
  if (away && settings.poolSecret === DEMO_POOL_SECRET)
    problems.push("ROPC_POOL_SECRET is the demo's, which everybody knows: set one of your own.");
  if (!clientId) problems.push('ROPC_GRAPH_CLIENT_ID is not set: an application that may change users.');
  if (!clientSecret) problems.push('ROPC_GRAPH_CLIENT_SECRET is not set: the secret of that application.');
  if (problems.length > 0 || !clientId || !clientSecret) {
    const needed = Object.entries(PERMISSIONS).map(([name, why]) => `${name} (${why})`);
    throw new UsageError([...problems, `The application needs ${needed.join(' and ')}.`]);
  }
  return openGraph({ graphUrl, tokenUrl, clientId, clientSecret });
}

function journalOf({ pool, settings }: PoolContext): Journal {
  const name = `${pool.name}-${settings.tenant ?? 'tenant'}-${settings.baseUrl?.host ?? ''}-${settings.baseUrl?.port ?? ''}`.replace(
    /[^\w.-]/g,
    '_',
  );
  return new Journal(join(process.cwd(), '.k6-ropc', `${name}.ndjson`));
}

/** Creates the users of the pool in the directory. */
export async function poolProvisionCommand(flags: RawSettings, rate: string): Promise<number> {
  const context = contextOf(flags);
  if (!(Number(rate) > 0)) throw new UsageError([`--rate is "${rate}": it takes users a second, above 0.`]);
  const graph = await graphOf(context);
  const { pool, userAt: user, settings } = context;
  const journal = journalOf(context);
  const { made, there } = await provision({ pool, userAt: user, tenant: settings.tenant ?? '', rate: Number(rate), graph, journal });
  console.log(`${made} users created, ${there} were there; journal: ${journal.path}`);
  return 0;
}

/** Shows what provisioning made, or orphans by prefix and age; deletes them with `yes`. */
export async function poolSweepCommand(
  flags: RawSettings,
  options: { yes: boolean; orphans: boolean; olderThan: string },
): Promise<number> {
  const context = contextOf(flags);
  const age = parseDuration(options.olderThan);
  if (age === undefined) throw new UsageError([`--older-than is "${options.olderThan}": it takes a duration such as 24h.`]);
  const graph = await graphOf(context);
  const journal = journalOf(context);
  const tenant = context.settings.tenant ?? '';
  const doomed = options.orphans
    ? await findOrphans(context.pool, age, Date.now(), graph)
    : await findMade(context.pool, tenant, journal, graph);
  for (const { name } of doomed.slice(0, 10)) console.log(`  ${name}`);
  if (doomed.length > 10) console.log(`  and ${doomed.length - 10} more`);
  if (!options.yes) {
    console.log(`${doomed.length} users would be deleted: add --yes to delete them`);
    return 0;
  }
  console.log(`${await sweep(doomed, graph, journal)} users deleted`);
  return 0;
}

/** Signs a sample of the pool in. @returns 1 where one cannot sign in */
export async function poolCheckCommand(flags: RawSettings, sample: string, rate: string): Promise<number> {
  const context = contextOf(flags);
  const { pool, settings, provider, userAt: user } = context;
  const { first, count } = cohortSlice(pool, 'honest');
  const wanted = Math.min(count, Number(sample));
  if (!(wanted >= 1) || !(Number(rate) > 0)) throw new UsageError(['--sample and --rate take numbers above 0.']);
  const indexes = Array.from({ length: wanted }, (_, i) => first + Math.floor((i * count) / wanted));
  const graph = await graphOf(context).catch((error: unknown) => {
    if (error instanceof UsageError) return undefined;
    throw error;
  });
  const checked = await checkUsers(indexes, user, resolveTarget(settings, provider), provider, Number(rate), graph);
  const counts = new Map<string, number>();
  for (const { index, result, detail } of checked) {
    counts.set(result, (counts.get(result) ?? 0) + 1);
    if (result !== 'signs in') console.log(`  user ${index} (${user(index).username}) ${result} ${detail}`.trimEnd());
  }
  console.log(Array.from(counts, ([result, number]) => `${number} of ${checked.length}: ${result}`).join('\n'));
  return counts.size === 1 && counts.has('signs in') ? 0 : 1;
}
