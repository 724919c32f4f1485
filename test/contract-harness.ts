import { createHash } from 'node:crypto';
import { contracts, providers } from '../dist/generated/data.js';
import { createInspector, type Inspection } from '../lib/core/contract/inspector.js';
import type { Primitives, TokenExpectations } from '../lib/core/contract/token-check.js';
import type { Answer, Asked, CompiledContract } from '../lib/core/contract/types.js';
import type { Provider } from '../lib/core/provider.js';
import passwordResponse from './seed/password-response.json' with { type: 'json' };
import refreshResponse from './seed/refresh-response.json' with { type: 'json' };

export const seed = { password: passwordResponse, refresh: refreshResponse };

/** What lib/core needs of Node. */
export const nodePrimitives: Primitives = {
  decode: (text) => Buffer.from(text, 'base64url').toString('utf8'),
  sha256: (text) => createHash('sha256').update(text).digest('base64url'),
};

export function providerNamed(name: string): Provider {
  const provider = providers.find((item) => item.name === name);
  if (!provider) throw new Error(`no provider ${name}`);
  return provider;
}

/** What the seed's tokens are held to; they come from two tenants and two policies. */
const SEED_TOKENS: Record<'password' | 'refresh', TokenExpectations & { at: number }> = {
  password: {
    clientId: 'bef22d56-552f-4a5b-b90a-1988a7d634ce',
    policy: 'B2C_1A_ResourceOwnerv2',
    issuer: 'https://te.cpim.windows.net/f06c2fe8-709f-4030-85dc-38a4bfd9e82d/v2.0/',
    kids: ['OXB3au3RqhTAczGDVd39v3iNirMhj7l1222JxzNh0FY'],
    claims: ['oid'],
    clockSkew: 300,
    at: 1513126480_000,
  },
  refresh: {
    clientId: '9c50618c-f951-49a5-bfe5-d78085121c3a',
    policy: 'B2C_1_ROPC_Auth',
    issuer: 'https://login.microsoftonline.com/516fc065-ff36-4b93-aa5a-d6eeda7cbac8/v2.0/',
    kids: ['X5eXk4xyojNFum1kl2Ytv8dlNP4-c57dO6QGTVBwaNk'],
    claims: ['name', 'emails', 'idp'],
    clockSkew: 300,
    at: 1533672991_000,
  },
};

const HEADERS = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' };

export function answerOf(body: unknown, more: Partial<Answer> = {}): Answer {
  return { status: 200, headers: HEADERS, body: typeof body === 'string' ? body : JSON.stringify(body), at: Date.now(), ...more };
}

/** Holds an answer to the B2C contract, as the seed's password or refresh response would be. */
export function inspectAs(
  grant: 'password' | 'refresh',
  body: unknown,
  more: Partial<Answer> = {},
  asked: Partial<Asked> = {},
): Inspection {
  const { at, ...tokens } = SEED_TOKENS[grant];
  const inspect = createInspector({
    contract: contracts.b2c as CompiledContract,
    provider: providerNamed('b2c'),
    primitives: nodePrimitives,
    tokens,
    members: { accessToken: true, idToken: true, refreshToken: true },
  });
  const operation = grant === 'password' ? 'sign-in' : 'refresh';
  return inspect({ operation, expects: 'granted', secrets: [], ...asked }, answerOf(body, { at, ...more }));
}
