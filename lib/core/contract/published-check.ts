import type { Target } from '../target.js';
import type { RuleId } from './catalogue.js';
import { describe } from './describe.js';
import { type Finding, isObject, type JsonObject } from './types.js';

const ENDPOINTS = ['authorization_endpoint', 'token_endpoint', 'jwks_uri', 'end_session_endpoint'];

function finding(rule: RuleId, pointer: string, found: unknown): Finding {
  return { rule, schema: 'check', pointer, keyword: 'check', found: describe(found, pointer, []) };
}

function checkDiscovery(document: JsonObject, target: Target): Finding[] {
  const findings: Finding[] = [];
  const secure = (url: unknown) => target.loopback || String(url).startsWith('https://');
  if (!secure(document.issuer)) findings.push(finding('discovery.issuer', '/issuer', document.issuer));
  const query = target.tokenUrl.includes('?p=');
  for (const member of ENDPOINTS) {
    const url = document[member];
    if (typeof url !== 'string') continue;
    if (!secure(url) || url.includes('?p=') !== query) findings.push(finding('discovery.endpoints', `/${member}`, url));
  }
  if (target.discoveryUrl && String(document.token_endpoint).toLowerCase() !== target.tokenUrl.toLowerCase()) {
    findings.push(finding('discovery.endpoints', '/token_endpoint', document.token_endpoint));
  }
  return findings;
}

function checkKeys(document: JsonObject): Finding[] {
  const seen = new Set<unknown>();
  const findings: Finding[] = [];
  const keys: unknown[] = Array.isArray(document.keys) ? document.keys : [];
  for (const [i, key] of keys.entries()) {
    if (!isObject(key)) continue;
    if (seen.has(key.kid)) findings.push(finding('keys.kid', `/keys/${i}/kid`, key.kid));
    seen.add(key.kid);
  }
  return findings;
}

/** Rules for the discovery document and the key set that a schema cannot say. */
export function checkPublished(operation: 'discovery' | 'keys', document: JsonObject, target: Target): Finding[] {
  return operation === 'discovery' ? checkDiscovery(document, target) : checkKeys(document);
}
