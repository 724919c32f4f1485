import type { Options } from 'k6/options';
import { unseal } from '../../../dist/generated/sealed.js';
import { countException } from '../metrics.js';
import { importedPool } from '../pool-file.js';
import { variables } from '../variables.js';
import { runCases } from './run-cases.js';

/** What scenarios/contract.ts exports. */
export interface Contract {
  options: Options;
  handleSummary: (data: object) => Record<string, string>;
  contractCases: () => Promise<void>;
}

const MOST_MS = 300_000;

/** The contract run: one VU, one iteration, every case. */
export function contract(): Contract {
  const { casesFor, contractGates, namedCases, readEnvironment, ruleCounts, summarize, thresholds, COMMON_OPTIONS } = unseal('planning');
  const environment = readEnvironment(variables(), undefined, importedPool?.size);
  const cases = casesFor(environment.provider, environment.settings, environment.plan.pool);
  // A token whose grace is over is waited for.
  const maxDuration = `${MOST_MS + environment.settings.refreshGrace}ms`;
  const gates = contractGates(namedCases(cases, environment.provider));
  return {
    options: {
      ...COMMON_OPTIONS,
      scenarios: { contract: { executor: 'per-vu-iterations', exec: 'contractCases', vus: 1, iterations: 1, maxDuration } },
      thresholds: { ...thresholds(gates), ...ruleCounts() },
    },
    handleSummary: (data) => summarize({ profile: 'contract', gates, notes: [] }, data),
    contractCases: () => runCases(environment, cases).catch(countException),
  };
}
