import { join } from 'node:path';
import { isLoopback, parseBaseUrl } from '../../core/base-url.js';
import { DEMO_POOL_SECRET } from '../../core/pool.js';
import { UsageError } from '../../core/usage-error.js';
import type { PoolContext } from './context.js';
import { type Graph, openGraph } from './graph-client.js';
import { PERMISSIONS } from './graph-http.js';
import { Journal } from './journal.js';

// The emulator's application for Graph (emulator/defaults.json).
const EMULATOR_GRAPH = { clientId: '66666666-6666-4666-8666-666666666666', clientSecret: 'emulator-graph-secret' };

/**
 * Opens Graph: the emulator's own on loopback, else the one that is set.
 *
 * @throws UsageError
 */
export async function graphOf({ settings }: PoolContext): Promise<Graph> {
  const { baseUrl, tenant } = settings;
  const local = baseUrl !== undefined && isLoopback(baseUrl.host);
  const graphUrl = settings.graphUrl ?? (local ? baseUrl.href : 'https://graph.microsoft.com');
  const tokenUrl = settings.graphTokenUrl ?? `${local ? baseUrl.href : 'https://login.microsoftonline.com'}/${tenant}/oauth2/v2.0/token`;
  const clientId = settings.graphClientId ?? (local ? EMULATOR_GRAPH.clientId : undefined);
  const clientSecret = settings.graphClientSecret ?? (local ? EMULATOR_GRAPH.clientSecret : undefined);
  const wrong = Object.entries({ ROPC_GRAPH_URL: graphUrl, ROPC_GRAPH_TOKEN_URL: tokenUrl }).filter(([, url]) => !parseBaseUrl(url));
  if (wrong.length > 0) throw new UsageError(wrong.map(([name]) => `${name} is no http or https URL without user and query.`));
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
  return openGraph({ graphUrl: graphUrl.replace(/\/+$/, ''), tokenUrl, clientId, clientSecret, timeout: settings.timeout });
}

/** What was made of this pool in this directory. */
export function journalOf({ pool, settings }: PoolContext): Journal {
  const name = `${pool.name}-${settings.tenant ?? 'tenant'}-${settings.baseUrl?.host ?? ''}-${settings.baseUrl?.port ?? ''}`.replace(
    /[^\w.-]/g,
    '_',
  );
  return new Journal(join(process.cwd(), '.k6-ropc', `${name}.ndjson`));
}
