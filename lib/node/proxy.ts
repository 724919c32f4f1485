import { UsageError } from '../core/usage-error.js';

/** As Go does, whose programs go the same way: what is on this machine needs no proxy. */
const LOOPBACK = 'localhost,127.0.0.1,::1,[::1]';

type Environment = Record<string, string | undefined>;

const named = (environment: Environment, name: string): string | undefined => environment[name] || environment[name.toUpperCase()];

/** @throws UsageError where it is no URL. It may hold a password, so it is not shown. */
function proxyOf(environment: Environment, name: 'http_proxy' | 'https_proxy'): string | undefined {
  const value = named(environment, name);
  if (value === undefined) return undefined;
  // Go and curl take a host and a port, too.
  const url = value.includes('://') ? value : `http://${value}`;
  if (URL.canParse(url) && /^https?:/.test(url)) return url;
  throw new UsageError([`${name.toUpperCase()} is no proxy that can be used: it takes a URL such as http://proxy.example:3128.`]);
}

/** Whether the environment names a proxy. k6 goes by it, too. */
export function hasProxy(environment: Environment): boolean {
  return named(environment, 'http_proxy') !== undefined || named(environment, 'https_proxy') !== undefined;
}

/**
 * Lets `fetch` go by way of the proxy that the environment names, as k6 does by itself: Node 20 does not. For the download of k6,
 * Microsoft Graph and `pool check`.
 *
 * @throws UsageError where what is named is no proxy
 */
export async function useProxy(environment: Environment): Promise<void> {
  if (!hasProxy(environment)) return;
  const [httpProxy, httpsProxy] = [proxyOf(environment, 'http_proxy'), proxyOf(environment, 'https_proxy')];
  // Loaded when it is needed, for it takes a tenth of a second.
  const { EnvHttpProxyAgent, setGlobalDispatcher } = await import('undici');
  const noProxy = [named(environment, 'no_proxy'), LOOPBACK].filter(Boolean).join();
  setGlobalDispatcher(new EnvHttpProxyAgent({ noProxy, ...(httpProxy && { httpProxy }), ...(httpsProxy && { httpsProxy }) }));
}
