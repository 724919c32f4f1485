import { hasSameOrigin } from '../../origin.js';
import type { Target } from '../../target.js';
import type { RuleId } from '../rules.js';
import { isObject, type JsonObject, type RawFinding } from '../types.js';
import { type Report, reportInto } from './report.js';

const ENDPOINTS = ['authorization_endpoint', 'token_endpoint', 'jwks_uri', 'end_session_endpoint'];

/** What is wrong with the URL of an endpoint; undefined where nothing is. */
function wrongWith(url: string, member: string, { tokenUrl, loopback }: Target): string | undefined {
  if (!loopback && !url.startsWith('https://')) return 'a URL without https';
  if (!hasSameOrigin(url, tokenUrl)) return 'a URL at another host than the token URL';
  if (url.includes('?p=') !== tokenUrl.includes('?p=')) return 'a URL of the other form (policy in the path, or as ?p=)';
  return member === 'token_endpoint' && url.toLowerCase() !== tokenUrl.toLowerCase()
    ? 'another URL than the one that is tested'
    : undefined;
}

function checkDiscovery(document: JsonObject, target: Target, findings: RawFinding[]): void {
  const report = (rule: RuleId, pointer: string, found: string) =>
    findings.push({ rule, schema: 'check', pointer, keyword: 'check', found });
  if (!target.loopback && !String(document.issuer).startsWith('https://')) report('discovery.issuer', '/issuer', 'no URL with https');
  for (const member of ENDPOINTS) {
    const url = document[member];
    const wrong = typeof url === 'string' ? wrongWith(url, member, target) : undefined;
    if (wrong) report('discovery.endpoints', `/${member}`, wrong);
  }
}

function checkKeys(document: JsonObject, report: Report): void {
  const seen = new Set<unknown>();
  const keys: unknown[] = Array.isArray(document.keys) ? document.keys : [];
  for (const [i, key] of keys.entries()) {
    if (!isObject(key)) continue;
    if (seen.has(key.kid)) report('keys.kid', `/keys/${i}/kid`, key.kid);
    seen.add(key.kid);
  }
}

/** Rules for the discovery document and the key set that a schema cannot say. */
export function checkPublished(operation: 'discovery' | 'keys', document: JsonObject, target: Target): RawFinding[] {
  const findings: RawFinding[] = [];
  if (operation === 'discovery') checkDiscovery(document, target, findings);
  else checkKeys(document, reportInto(findings, []));
  return findings;
}
