import { unseal } from '../../dist/generated/sealed.js';
import { type Asked, breaksContract, type Finding, type JsonObject } from '../core/contract/types.js';
import { hasSameOrigin } from '../core/origin.js';
import type { Outcome } from '../core/outcome.js';
import { codec } from './codec.js';
import type { Environment } from './environment.js';
import { getDocument } from './keys.js';
import { countAnswer, countFindings, countShape } from './metrics.js';
import { type PublicKey, publicKeys } from './verifier.js';

/** What the endpoint publishes, as far as tokens are judged by it. Public, so that setup() may return it. */
export interface Published {
  issuer?: string;
  keys: PublicKey[];
  /** Where they were read. */
  keysUrl?: string;
}

/** A published document that was fetched and held to the contract. */
export interface FetchedDocument {
  name: 'discovery' | 'keys';
  body?: JsonObject;
  findings: Finding[];
  outcome: Outcome;
  /** What k6 said where there was no answer. */
  error: string;
  clean: boolean;
}

function fetchDocument(environment: Environment, phase: string, name: FetchedDocument['name'], url: string): FetchedDocument {
  const { settings, plan } = environment;
  const { examine, withSeverity } = unseal('slow-path').createExaminer(unseal('planning').heldTo(environment, { keys: [] }), codec);
  const caseId = phase === 'contract' ? name : undefined;
  const asked: Asked = { operation: name, expects: 'granted', secrets: [], shapeKey: name, ...(caseId && { caseId }) };
  const response = getDocument(url, settings.timeout, name);
  const answer = unseal('slow-path').toAnswer(response, Date.now());
  const { inspection, outcome, trace } = examine(asked, answer);
  const { body, shape, findings } = inspection;
  if (body) findings.push(...withSeverity(unseal('slow-path').checkPublished(name, body, plan.target), caseId));
  countAnswer(name, phase, 'granted', outcome, response.timings.duration, trace && { name: 'trace', text: JSON.stringify(trace) });
  countFindings(findings, name, caseId);
  if (shape) countShape(shape.key, shape.shape, caseId ?? '');
  const { error = '' } = answer;
  return { name, ...(body && { body }), findings, outcome, error, clean: outcome === 'ok' && !breaksContract(findings) };
}

/** Fetches discovery document and keys, where the provider has them, and holds both to the contract. Never throws. */
export function fetchPublished(environment: Environment, phase = 'setup'): { published: Published; documents: FetchedDocument[] } {
  const { discoveryUrl, keysUrl } = environment.plan.target;
  const documents: FetchedDocument[] = [];
  if (discoveryUrl !== undefined) documents.push(fetchDocument(environment, phase, 'discovery', discoveryUrl));
  const { issuer, jwks_uri: named } = documents[0]?.body ?? {};
  let readAt: string | undefined;
  if (keysUrl !== undefined) {
    // Clients read the keys where the discovery document says; at another host it breaks a rule, and is not asked.
    readAt = typeof named === 'string' && hasSameOrigin(named, environment.plan.target.tokenUrl) ? named : keysUrl;
    documents.push(fetchDocument(environment, phase, 'keys', readAt));
  }
  const keys = publicKeys(documents.find(({ name }) => name === 'keys')?.body);
  return { published: { ...(typeof issuer === 'string' && { issuer }), keys, ...(readAt && { keysUrl: readAt }) }, documents };
}
