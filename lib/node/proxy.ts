/** As Go does, whose programs go the same way: what is on this machine needs no proxy. */
const LOOPBACK = 'localhost,127.0.0.1,::1,[::1]';

type Environment = Record<string, string | undefined>;

// In the order of Go.
const named = (environment: Environment, name: string): string | undefined =>
  environment[name] || environment[name.toLowerCase()] || undefined;

/** The proxy for URLs of a scheme, as k6 goes by it; undefined where there is none. It may hold a password. */
export function proxyFor(environment: Environment, scheme: 'http' | 'https'): string | undefined {
  const value = named(environment, `${scheme.toUpperCase()}_PROXY`);
  if (value === undefined || named(environment, 'NO_PROXY')?.trim() === '*') return undefined;
  // Go and curl take a host and a port, too.
  return value.includes('://') ? value : `http://${value}`;
}

const isHttp = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);

/**
 * Lets `fetch` go by way of the proxies that the environment names, as k6 does by itself: Node 20 does not. For the download of k6,
 * Microsoft Graph and `pool check`. Where there is one for http only it is used for https, too.
 *
 * @returns names of those that are of a kind that `fetch` cannot use
 */
export async function useProxy(environment: Environment): Promise<string[]> {
  const [httpProxy, httpsProxy] = [proxyFor(environment, 'http'), proxyFor(environment, 'https')];
  const usable = [httpProxy, httpsProxy].map((url) => (url !== undefined && isHttp(url) ? url : ''));
  const [http = '', https = ''] = usable;
  const unused = [...(httpProxy && !http ? ['HTTP_PROXY'] : []), ...(httpsProxy && !https ? ['HTTPS_PROXY'] : [])];
  if (http === '' && https === '') return unused;
  // Loaded when it is needed, for it takes a tenth of a second.
  const { EnvHttpProxyAgent, setGlobalDispatcher } = await import('undici');
  const noProxy = [named(environment, 'NO_PROXY'), LOOPBACK].filter(Boolean).join();
  setGlobalDispatcher(new EnvHttpProxyAgent({ noProxy, httpProxy: http, httpsProxy: https }));
  return unused;
}
