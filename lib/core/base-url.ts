/** The address of a target. k6 has no `URL`, so this is read by hand (RFC 3986, section 3, the parts we allow). */
export interface BaseUrl {
  /** Without a slash at the end, so that a path can be put behind it. */
  href: string;
  /** With the slash at its end, if it was given one: to some servers that is another address. */
  exact: string;
  protocol: 'http' | 'https';
  host: string;
  port: number;
}

const FORM = /^(https?):\/\/(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?(\/(?:[^\s?#%]|%[0-9a-f]{2})*)?$/i;

/** @returns undefined for anything but an http or https URL without user, query and fragment */
export function parseBaseUrl(text: string): BaseUrl | undefined {
  const match = FORM.exec(text);
  if (!match) return undefined;
  const protocol = (match[1] as string).toLowerCase() as BaseUrl['protocol'];
  const host = (match[2] as string).toLowerCase();
  const port = match[3] === undefined ? (protocol === 'https' ? 443 : 80) : Number(match[3]);
  if (port < 1 || port > 65_535) return undefined;
  const exact = `${protocol}://${host}${match[3] === undefined ? '' : `:${port}`}${match[4] ?? ''}`;
  return { href: exact.replace(/\/+$/, ''), exact, protocol, host, port };
}

/** Loopback is the only host that needs no permission (RFC 1122, section 3.2.1.3; RFC 6761, section 6.3). */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}
