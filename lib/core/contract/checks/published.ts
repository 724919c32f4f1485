import { hasSameOrigin } from '../../origin.js';
import type { Target } from '../../target.js';
import { isObject, type JsonObject, type RawFinding } from '../types.js';
import { type Report, reportInto } from './report.js';

const ENDPOINTS = ['authorization_endpoint', 'token_endpoint', 'jwks_uri', 'end_session_endpoint'];

function checkDiscovery(document: JsonObject, target: Target, report: Report): void {
  const secure = (url: unknown) => target.loopback || String(url).startsWith('https://');
  if (!secure(document.issuer)) report('discovery.issuer', '/issuer', document.issuer);
  const query = target.tokenUrl.includes('?p=');
  for (const member of ENDPOINTS) {
    const url = document[member];
    if (typeof url !== 'string') continue;
    const asTheTarget = member !== 'token_endpoint' || url.toLowerCase() === target.tokenUrl.toLowerCase();
    if (!secure(url) || !hasSameOrigin(url, target.tokenUrl) || url.includes('?p=') !== query || !asTheTarget)
      report('discovery.endpoints', `/${member}`, url);
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
  const report = reportInto(findings, []);
  if (operation === 'discovery') checkDiscovery(document, target, report);
  else checkKeys(document, report);
  return findings;
}
