import { METRICS } from './metrics.js';
import { type Gate, SAMPLES_NEEDED } from './plan/gate.js';

export type Status = 'PASS' | 'FAIL' | 'INCONCLUSIVE';

/** Exit codes of the command: 2 is wrong use or set-up, which never reaches a verdict. */
export const EXIT_CODE: Record<Status, number> = { PASS: 0, FAIL: 1, INCONCLUSIVE: 3 };

export interface Reason {
  status: Exclude<Status, 'PASS'>;
  text: string;
  /** True where all else that is wrong follows from it. */
  isCause?: boolean;
}

/** Facts against the target before what keeps a run from a verdict; of each, what the others follow from comes first. */
export function mostImportantFirst(reasons: readonly Reason[]): Reason[] {
  const rank = ({ status, isCause = false }: Reason) => (status === 'FAIL' ? 0 : 2) + (isCause ? 0 : 1);
  return [...reasons].sort((a, b) => rank(a) - rank(b));
}

export interface GateResult extends Gate {
  /** undefined where there was nothing to read it from. */
  observed: number | undefined;
  holds: boolean;
  /** False where it rests on too few samples: then it says nothing, whether it holds or not. */
  judged: boolean;
}

export interface Verdict {
  status: Status;
  /** Most important first. */
  reasons: Reason[];
  gates: GateResult[];
}

/** What was seen of a gate's metric: the statistic, and how many samples it rests on. */
export type Observe = (gate: Gate) => { value: number | undefined; samples: number };

function holds(gate: Gate, value: number | undefined): boolean {
  if (value === undefined) return gate.statistic !== 'count' || gate.comparison !== '>=';
  if (gate.comparison === '<') return value < gate.limit;
  return gate.comparison === '<=' ? value <= gate.limit : value >= gate.limit;
}

/** What was seen of a gate, for people. */
export function seenOf(gate: Pick<Gate, 'statistic'>, value: number | undefined): string {
  if (value === undefined) return 'nothing';
  if (gate.statistic === 'rate') return `${(value * 100).toFixed(2)} %`;
  return gate.statistic === 'count' ? String(value) : `${value.toFixed(1)} ms`;
}

function reasonFor(gate: GateResult, generatorOverloaded: boolean): Reason {
  const seen = seenOf(gate, gate.observed);
  const text = `wanted: ${gate.meaning}; seen: ${seen}`;
  if (gate.blame !== 'target') return { status: 'INCONCLUSIVE', text };
  if (gate.metric === METRICS.duration && generatorOverloaded) {
    return { status: 'INCONCLUSIVE', text: `${gate.meaning}: seen ${seen}, but the generator was the bottleneck` };
  }
  return { status: 'FAIL', text };
}

function lacksEvidence(gate: Gate, samples: number): Reason[] {
  if (gate.statistic !== 'p(95)' && gate.statistic !== 'p(99)') return [];
  const needed = SAMPLES_NEEDED[gate.statistic];
  if (samples >= needed) return [];
  return [{ status: 'INCONCLUSIVE', text: `${gate.meaning}: cannot be judged from ${samples} samples, ${needed} are needed` }];
}

/**
 * Judges a run. PASS needs every gate to hold on enough evidence; a fact against the target is FAIL; anything that
 * keeps the numbers from meaning something is INCONCLUSIVE.
 *
 * @param generatorBusy whether the generator had no CPU to spare: then latency says nothing of the target. Where that is not known,
 *   iterations that it dropped must tell; where it is, they only say that the target kept all virtual users waiting
 * @param health what else was wrong with the run: interrupted, killed, samples cut off
 */
export function judge(gates: readonly Gate[], observe: Observe, health: readonly Reason[] = [], generatorBusy?: boolean): Verdict {
  const results: GateResult[] = [];
  const thin: Reason[] = [];
  for (const gate of gates) {
    const { value, samples } = observe(gate);
    const lacks = lacksEvidence(gate, samples);
    results.push({ ...gate, observed: value, holds: holds(gate, value), judged: lacks.length === 0 });
    thin.push(...lacks);
  }
  const broken = results.filter((gate) => gate.judged && !gate.holds);
  const overloaded = generatorBusy ?? broken.some((gate) => gate.blame === 'generator');
  const reasons = mostImportantFirst([...broken.map((gate) => reasonFor(gate, overloaded)), ...health, ...thin]);
  return { status: reasons[0]?.status ?? 'PASS', reasons, gates: results };
}
