import { openCore } from '../../dist/generated/core.js';
import type { Inspection } from '../core/contract/inspector.js';
import type { Answer, Asked, Finding, RawFinding } from '../core/contract/types.js';
import type { Outcome } from '../core/outcome.js';
import type { Published } from './discovery.js';
import type { Environment } from './environment.js';
import { primitives } from './primitives.js';

/** Holds answers to the whole contract and says what each was. */
export interface FullWay {
  inspect(asked: Asked, answer: Answer): { inspection: Inspection; outcome: Outcome };
  weigh(findings: readonly RawFinding[]): Finding[];
}

/** YYYY-MM-DD, by the runner's clock. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** @param published what the endpoint says of its issuer and keys */
export function createFullWay(environment: Environment, published: Published): FullWay {
  const { createInspector, inspectorOptions, classify } = openCore();
  const { inspect, weigh } = createInspector(inspectorOptions(environment, published, primitives, today()));
  return {
    weigh,
    inspect: (asked, answer) => {
      const inspection = inspect(asked, answer);
      return { inspection, outcome: classify(environment.provider, asked, answer, inspection) };
    },
  };
}
