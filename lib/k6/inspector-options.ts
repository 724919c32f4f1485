import type { InspectorOptions } from '../core/contract/inspector.js';
import type { Primitives } from '../core/contract/token-check.js';
import type { TokensExpected } from '../core/contract/types.js';
import { targetName } from '../core/target.js';
import type { Published } from './discovery.js';
import type { Environment } from './environment.js';

// What a scope promises is B2C's word (and OpenID Connect's); RFC 6749 leaves every token but one open.
function usualTokens({ provider, plan }: Environment): TokensExpected {
  if (provider.tokens !== 'jwt') return { accessToken: 'required', idToken: 'optional', refreshToken: 'optional' };
  const scopes = plan.target.scope.split(' ');
  return {
    accessToken: 'required',
    idToken: scopes.includes('openid') ? 'required' : 'optional',
    refreshToken: scopes.includes('offline_access') ? 'required' : 'absent',
  };
}

/** What the answers of a run are held to. @param today YYYY-MM-DD, by the runner's clock */
export function inspectorOptions(environment: Environment, published: Published, primitives: Primitives, today: string): InspectorOptions {
  const { settings, provider, contract, plan } = environment;
  const { clientId, policy } = plan.target;
  return {
    contract,
    provider,
    primitives,
    expected: {
      clientId,
      ...(policy && { policy }),
      ...(published.issuer && { issuer: published.issuer }),
      ...(published.keys.length > 0 && { kids: published.keys.map((key) => key.kid) }),
      claims: settings.claims ?? [],
      clockSkew: settings.clockSkew / 1000,
    },
    tokens: usualTokens(environment),
    target: targetName(plan.target),
    today,
  };
}
