import { OAuthError } from './errors.js';
import type { ApiSettings, ClientSettings } from './settings.js';

/** The tokens that a scope and a response type ask for. */
export interface TokensAsked {
  scope: string;
  accessToken: boolean;
  idToken: boolean;
  refreshToken: boolean;
  /** `aud` of the access token. */
  audience: string;
  /** `scp`: granted permissions of an API. */
  permissions?: string;
}

const KNOWN_SCOPES = ['openid', 'offline_access', 'profile', 'email'];
const RESPONSE_TYPES = ['token', 'id_token', 'token id_token', 'id_token token'];

interface Resource {
  api?: ApiSettings;
  permissions: string[];
}

/**
 * The resource that scopes name: the client itself, or one API with permissions of it.
 *
 * @throws OAuthError
 */
function resourceOf(scopes: readonly string[], client: ClientSettings): Resource | undefined {
  const resources = new Map<string, Resource>();
  for (const scope of scopes) {
    if (KNOWN_SCOPES.includes(scope)) continue;
    if (scope === client.id) {
      resources.set(client.id, { permissions: [] });
      continue;
    }
    const api = client.apis.find(({ uri }) => scope.startsWith(`${uri}/`));
    const permission = api && scope.slice(api.uri.length + 1);
    if (!api || !permission || !api.permissions.includes(permission)) throw new OAuthError('AADB2C90117');
    const known = resources.get(api.id) ?? { api, permissions: [] };
    resources.set(api.id, { api, permissions: [...known.permissions, permission] });
  }
  if (resources.size > 1) throw new OAuthError('AADB2C90146');
  return resources.values().next().value;
}

/** Succeeds where at least one permission was granted; `scp` has those (Azure AD B2C, request an access token). */
function grantedPermissions({ api, permissions }: Resource): string | undefined {
  if (!api) return undefined;
  const granted = permissions.filter((name) => api.granted.includes(name));
  if (granted.length === 0) throw new OAuthError('AADB2C90205');
  return granted.join(' ');
}

/**
 * Reads scope and response_type of a password grant.
 *
 * @param responseType null or empty where it was left out: then the scope decides
 * @throws OAuthError for what B2C does not support
 */
export function askedFor(scope: string, responseType: string | null, client: ClientSettings): TokensAsked {
  const scopes = scope.split(' ').filter((item) => item !== '');
  const resource = resourceOf(scopes, client);
  if (responseType && !RESPONSE_TYPES.includes(responseType)) throw new OAuthError('AADB2C90013');
  const openid = scopes.includes('openid');
  const types = responseType ? responseType.split(' ') : [resource && 'token', openid && 'id_token'];
  if (types.includes('token') && !resource) throw new OAuthError('AADB2C90123');
  if (types.includes('id_token') && !openid) throw new OAuthError('AADB2C90110');
  const permissions = resource && grantedPermissions(resource);
  return {
    scope,
    accessToken: types.includes('token'),
    idToken: types.includes('id_token'),
    refreshToken: scopes.includes('offline_access'),
    audience: resource?.api?.id ?? client.id,
    ...(permissions && { permissions }),
  };
}
