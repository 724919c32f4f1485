import { createHash } from 'node:crypto';
import { contracts } from '../dist/generated/contracts.js';
import { providers } from '../dist/generated/data.js';
import type { TokenExpectations } from '../lib/core/contract/checks/claims.js';
import type { Primitives } from '../lib/core/contract/checks/token.js';
import type { Inspection } from '../lib/core/contract/inspection.js';
import { createInspector, type Inspector, type InspectorOptions } from '../lib/core/contract/inspector.js';
import type { Answer, Asked, CompiledContract, Deviation } from '../lib/core/contract/types.js';
import type { Provider } from '../lib/core/provider.js';
import passwordResponse from './seed/password-response.json' with { type: 'json' };
import refreshResponse from './seed/refresh-response.json' with { type: 'json' };

export const seed = { password: passwordResponse, refresh: refreshResponse };

/** What lib/core needs of Node; as strict about base64url as k6 is. */
export const nodePrimitives: Primitives & { encode: (text: string) => string } = {
  decode: (text) => {
    if (!/^[\w-]*$/.test(text)) throw new Error('no base64url');
    return Buffer.from(text, 'base64url').toString('utf8');
  },
  encode: (text) => Buffer.from(text).toString('base64url'),
  sha256: (text) => createHash('sha256').update(text).digest('base64url'),
};

export function providerNamed(name: string): Provider {
  const provider = providers.find((item) => item.name === name);
  if (!provider) throw new Error(`no provider ${name}`);
  return provider;
}

/** What the seed's tokens are held to; they come from two tenants and two policies. */
export const SEED_TOKENS: Record<'password' | 'refresh', TokenExpectations & { at: number }> = {
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

const HEADERS = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store', Pragma: 'no-cache' };

export function answerOf(body: unknown, more: Partial<Answer> = {}): Answer {
  return { status: 200, headers: HEADERS, body: typeof body === 'string' ? body : JSON.stringify(body), at: Date.now(), ...more };
}

/** An inspector of the B2C contract for the seed's password or refresh response, with an empty register and no lock. */
export function seedInspector(grant: 'password' | 'refresh', change: Partial<InspectorOptions> = {}): Inspector {
  const { at: _, ...expected } = SEED_TOKENS[grant];
  return createInspector({
    contract: b2cContract(),
    provider: providerNamed('b2c'),
    primitives: nodePrimitives,
    expected,
    tokens: { accessToken: 'required', idToken: 'required', refreshToken: 'required' },
    target: 'seed',
    today: '2026-01-01',
    ...change,
  });
}

/** The B2C contract with a register of its own and no lock. */
export function b2cContract(deviations: Deviation[] = []): CompiledContract {
  return { ...(contracts.b2c as CompiledContract), deviations, shapes: {} };
}

/** What B2C is known to do, as schemas/b2c/deviations.json has it. */
export const REGISTER = (contracts.b2c as CompiledContract).deviations;

/** Holds an answer to the B2C contract, as the seed's password or refresh response would be. */
export function inspectAs(
  grant: 'password' | 'refresh',
  body: unknown,
  more: Partial<Answer> = {},
  asked: Partial<Asked> = {},
  change: Partial<InspectorOptions> = {},
): Inspection {
  const operation = grant === 'password' ? 'sign-in' : 'refresh';
  return seedInspector(grant, change).inspect(
    { operation, expects: 'granted', secrets: [], ...asked },
    answerOf(body, { at: SEED_TOKENS[grant].at, ...more }),
  );
}

/** The rules that an answer broke, each once, but for registered deviations. */
export function rulesBroken({ findings }: Pick<Inspection, 'findings'>): string[] {
  return Array.from(new Set(findings.filter(({ severity }) => severity !== 'deviation').map(({ rule }) => rule)));
}

type Claims = Record<string, unknown>;

/** The seed's refresh response with some claims of its tokens changed (undefined leaves one out), and at_hash right again. */
export function withClaims(access: Claims, id: Claims, header: Claims = {}): Claims {
  const rebuild = (token: string, changes: Claims): string => {
    const [head, payload, signature] = token.split('.') as [string, string, string];
    const parse = (part: string) => JSON.parse(nodePrimitives.decode(part)) as Claims;
    const encode = (value: Claims) => nodePrimitives.encode(JSON.stringify(value));
    return `${encode({ ...parse(head), ...header })}.${encode({ ...parse(payload), ...changes })}.${signature}`;
  };
  const accessToken = rebuild(seed.refresh.access_token, access);
  const hash = createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');
  return {
    ...seed.refresh,
    resource: SEED_TOKENS.refresh.clientId,
    access_token: accessToken,
    id_token: rebuild(seed.refresh.id_token, { at_hash: hash, ...id }),
  };
}
