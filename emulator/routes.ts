import type { EmulatorSettings, PolicySettings } from './settings.js';

/** Which endpoint of which policy a URL names. */
export interface Route {
  endpoint: 'token' | 'discovery' | 'keys';
  policy: PolicySettings;
  /** Makes the URL of another endpoint in the form that was asked. */
  urlOf: (origin: string, rest: string) => string;
}

const ENDPOINTS: Record<string, Route['endpoint']> = {
  'oauth2/v2.0/token': 'token',
  'v2.0/.well-known/openid-configuration': 'discovery',
  'discovery/v2.0/keys': 'keys',
};

/**
 * Reads the URL forms `/{tenant}/{policy}/...`, `/{tenant}/...?p={policy}` and `/tfp/{tenant}/{policy}/...`, with the
 * tenant as name or GUID and both in any case.
 *
 * @returns undefined where tenant, policy or endpoint are not known
 */
export function findRoute({ tenant: known, policies }: EmulatorSettings, url: URL): Route | undefined {
  const parts = url.pathname.split('/').filter((part) => part !== '');
  const prefix = parts[0]?.toLowerCase() === 'tfp' ? `/${parts.shift()}` : '';
  const [tenant = '', ...rest] = parts;
  if (![known.name.toLowerCase(), known.id.toLowerCase()].includes(tenant.toLowerCase())) return undefined;
  const queried = url.searchParams.get('p');
  const name = (queried ?? rest.shift() ?? '').toLowerCase();
  const policy = policies.find((item) => item.name.toLowerCase() === name);
  const endpoint = ENDPOINTS[rest.join('/').toLowerCase()];
  if (!policy || !endpoint) return undefined;
  const base = `${prefix}/${tenant}`;
  const urlOf: Route['urlOf'] = (origin, path) =>
    queried === null ? `${origin}${base}/${name}/${path}` : `${origin}${base}/${path}?p=${name}`;
  return { endpoint, policy, urlOf };
}

/** The discovery document of a policy (OpenID Connect Discovery, 3); ROPC policies have no end_session_endpoint. */
export function discoveryDocument(route: Route, origin: string, issuer: string): Record<string, unknown> {
  return {
    issuer,
    authorization_endpoint: route.urlOf(origin, 'oauth2/v2.0/authorize'),
    token_endpoint: route.urlOf(origin, 'oauth2/v2.0/token'),
    jwks_uri: route.urlOf(origin, 'discovery/v2.0/keys'),
    response_modes_supported: ['query', 'fragment', 'form_post'],
    response_types_supported: [
      'code',
      'code id_token',
      'code token',
      'code id_token token',
      'id_token',
      'id_token token',
      'token',
      'token id_token',
    ],
    scopes_supported: ['openid'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    claims_supported: ['name', 'emails', 'idp', 'oid', 'sub', 'tfp', 'iss', 'iat', 'exp', 'aud', 'acr', 'nonce', 'auth_time'],
  };
}
