import type { InspectorOptions } from '../core/contract/inspector.js';
import type { TokensExpected } from '../core/contract/types.js';
import { targetName } from '../core/target.js';
import type { Published } from './discovery.js';
import type { Environment } from './environment.js';

/** What the answers of a run are held to: the contract of a provider, and what the target says of itself. Plain JSON. */
export interface HeldTo extends Pick<InspectorOptions, 'expected' | 'tokens' | 'target'> {
  provider: string;
}

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

/** @param published what the endpoint says of its issuer and keys */
export function heldTo(environment: Environment, published: Published): HeldTo {
  const { settings, provider, plan } = environment;
  const { clientId, policy } = plan.target;
  return {
    provider: provider.name,
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
  };
}
