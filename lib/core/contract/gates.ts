import { COMMON_GATES, type Gate, METRICS } from '../plan/gates.js';
import type { ContractCase } from './cases.js';

/** The gates of a contract run: every case passed, which is also the floor under "no violation". */
export function contractGates(cases: readonly ContractCase[]): Gate[] {
  const all: Gate = {
    metric: METRICS.cases,
    tags: { result: 'passed' },
    statistic: 'count',
    comparison: '>=',
    limit: cases.length,
    blame: 'target',
    meaning: `all ${cases.length} contract cases pass`,
  };
  return [all, ...COMMON_GATES];
}
