import { METRICS } from '../metrics.js';
import { type Gate, never } from '../plan/gate.js';
import { COMMON_GATES } from '../plan/gates.js';
import type { Provider } from '../provider.js';
import { type ContractCase, isGuessed } from './cases/index.js';
import type { RuleId } from './rules.js';
import { rulesOfCase } from './rules-held.js';

/** The documents that an endpoint of this kind publishes; each is a contract case too. */
function publishedDocuments({ urls }: Provider): ('discovery' | 'keys')[] {
  return (['discovery', 'keys'] as const).filter((name) => Object.values(urls).some((endpoints) => endpoints[name] !== undefined));
}

/** A contract case by name, for the record and the reports. */
export interface NamedCase {
  id: string;
  sentence: string;
  /** The rules that it is there for. */
  rules?: RuleId[];
}

/** The register of deviations is judged at the end of every contract run. */
export const REGISTER_CASE: NamedCase = { id: 'register', sentence: 'Every registered deviation still happens, and none has expired' };

/** All that a contract run judges: the published documents, the cases and the register. */
export function namedCases(cases: readonly ContractCase[], provider: Provider): NamedCase[] {
  const documents = publishedDocuments(provider).map((id) => ({ id, sentence: `The ${id} document keeps the contract` }));
  return [...documents, ...cases.map((item) => ({ id: item.id, sentence: item.sentence, rules: rulesOfCase(item) })), REGISTER_CASE];
}

/** Requests that a contract run sends: a guessed user signs in before and after it, another client or another scope takes a sign-in before it, and a token that is redeemed more than once is a new one. */
export function requestsOf(cases: readonly ContractCase[], provider: Provider): number {
  const asked = cases.map((item) => {
    if (item.withholds || item.clientSecret === 'of another client' || item.with?.client_id === '{otherClientId}') return 2;
    if (!item.redeem) return isGuessed(item) ? 3 : 1;
    return 1 + ('together' in item.redeem ? item.redeem.together : 2);
  });
  return asked.reduce((sum, count) => sum + count, publishedDocuments(provider).length);
}

/** The gates of a contract run: no case failed, and every one was run, which is also the floor under "no violation". */
export function contractGates(cases: readonly NamedCase[]): Gate[] {
  const all: Gate = {
    metric: METRICS.cases,
    tags: {},
    statistic: 'count',
    comparison: '>=',
    limit: cases.length,
    blame: 'evidence',
    meaning: `all ${cases.length} contract cases were run`,
  };
  // A run has these for its load, too.
  const common = COMMON_GATES.map((gate) => ({ ...gate, meaning: `${gate.meaning} in the contract run` }));
  return [never(METRICS.cases, { result: 'failed' }, 'target', 'no contract case failed'), all, ...common];
}
