import { OAuthError } from './errors.js';
import type { ClientSettings, EmulatorSettings } from './settings.js';

/**
 * The client that a form or HTTP Basic (RFC 6749, 2.3.1) names.
 *
 * @throws OAuthError
 */
export function requireClient(settings: EmulatorSettings, form: URLSearchParams, authorization: string | undefined): ClientSettings {
  const id = form.get('client_id') || basicUser(authorization);
  if (!id) throw new OAuthError('AADB2C90008');
  const client = settings.clients.find((item) => item.id === id);
  if (!client) throw new OAuthError('AADB2C90018', settings.tenant.name);
  if (!client.enabled) throw new OAuthError('AADB2C90092');
  return client;
}

function basicUser(authorization: string | undefined): string | undefined {
  const encoded = /^Basic ([\w+/=-]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  try {
    return decodeURIComponent(Buffer.from(encoded, 'base64').toString('utf8').split(':')[0] as string);
  } catch {
    return undefined;
  }
}

/**
 * Preconditions of the flow (Azure AD B2C, set up an ROPC flow); a secret is not looked at.
 *
 * @throws OAuthError
 */
export function mayUseRopc(client: ClientSettings): void {
  if (!client.portal) throw new OAuthError('AADB2C90248');
  if (!client.ropc) throw new OAuthError('AADB2C90224');
  if (!client.implicit) throw new OAuthError('AADB2C90057');
  if (!client.public) throw new OAuthError('AADB2C90058');
}
