import { contracts } from '../../dist/generated/contracts.js';
import { providers } from '../../dist/generated/data.js';
import { ownerOf } from '../core/contract/checks/own-user.js';
import type { Inspection } from '../core/contract/inspection.js';
import { createInspector } from '../core/contract/inspector.js';
import type { WithSeverity } from '../core/contract/severity.js';
import { type Trace, traceOf } from '../core/contract/trace.js';
import type { Answer, Asked, CompiledContract } from '../core/contract/types.js';
import { classify, type Outcome } from '../core/outcome.js';
import type { Provider } from '../core/provider.js';
import type { codec } from './codec.js';
import type { HeldTo } from './held-to.js';
import { primitivesOf } from './primitives.js';

/** Holds answers to the whole contract and says what each was. */
export interface Examiner {
  /** With what finds the answer again, where it is wrong. */
  examine(asked: Asked, answer: Answer): { inspection: Inspection; outcome: Outcome; trace?: Trace | undefined };
  /** Which user got which tokens, of a right answer with opaque ones. */
  owner(asked: Asked, inspected: { inspection: Inspection; outcome: Outcome }): string | undefined;
  withSeverity: WithSeverity;
}

/** YYYY-MM-DD, by the runner's clock. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

export function createExaminer(held: HeldTo, ofK6: typeof codec): Examiner {
  const primitives = primitivesOf(ofK6);
  const provider = providers.find(({ name }) => name === held.provider) as Provider;
  const contract = contracts[held.provider] as CompiledContract;
  const { inspect, withSeverity } = createInspector({ ...held, contract, provider, primitives, today: today() });
  return {
    withSeverity,
    owner: ({ user, expects }, { inspection: { body }, outcome }) => {
      if (provider.tokens !== 'opaque' || user === undefined || !body || outcome !== 'ok' || expects !== 'granted') return undefined;
      return ownerOf(user, body, primitives);
    },
    examine: (asked, answer) => {
      const inspection = inspect(asked, answer);
      const outcome = classify(provider, asked, answer, inspection);
      return { inspection, outcome, trace: traceOf(provider, asked, answer, inspection, outcome) };
    },
  };
}
