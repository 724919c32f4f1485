import http, { type Response } from 'k6/http';
import { createInspector } from '../core/contract/inspector.js';
import { checkPublished } from '../core/contract/published-check.js';
import { type Asked, isObject } from '../core/contract/types.js';
import { classify } from '../core/outcome.js';
import type { Environment } from './environment.js';
import { countAnswer, countFindings } from './metrics.js';
import { primitives } from './primitives.js';
import { requestParams, toAnswer } from './token-client.js';
import type { PublicKey } from './verifier.js';

/** What the endpoint publishes, as far as tokens are judged by it. Public, so that setup() may return it. */
export interface Published {
  issuer?: string;
  keys: PublicKey[];
}

function fetchDocument(environment: Environment, operation: 'discovery' | 'keys', url: string): Record<string, unknown> | undefined {
  const { settings, provider, contract, plan } = environment;
  const inspect = createInspector({
    contract,
    provider,
    primitives,
    tokens: { clientId: plan.target.clientId, claims: [], clockSkew: 0 },
    members: { accessToken: false, idToken: false, refreshToken: false },
  });
  const asked: Asked = { operation, expects: 'granted', secrets: [] };
  const timed = toAnswer(http.get(url, requestParams(settings, operation)) as Response);
  const inspection = inspect(asked, timed.answer);
  if (inspection.body) inspection.findings.push(...checkPublished(operation, inspection.body, plan.target));
  countAnswer(operation, 'setup', 'granted', classify(provider, asked, timed.answer, inspection), timed.ms);
  countFindings(inspection.findings, operation);
  return inspection.body;
}

function publicKeys(document: Record<string, unknown> | undefined): PublicKey[] {
  const keys: unknown[] = Array.isArray(document?.keys) ? document.keys : [];
  return keys
    .filter(isObject)
    .filter((key) => key.kty === 'RSA' && [key.kid, key.n, key.e].every((member) => typeof member === 'string'))
    .map(({ kid, n, e }) => ({ kid: kid as string, n: n as string, e: e as string }));
}

/** Fetches discovery document and keys, where the provider has them, and holds both to the contract. Never throws. */
export function fetchPublished(environment: Environment): Published {
  const { discoveryUrl, keysUrl } = environment.plan.target;
  const discovery = discoveryUrl === undefined ? undefined : fetchDocument(environment, 'discovery', discoveryUrl);
  const keys = keysUrl === undefined ? undefined : fetchDocument(environment, 'keys', keysUrl);
  return { ...(typeof discovery?.issuer === 'string' && { issuer: discovery.issuer }), keys: publicKeys(keys) };
}
