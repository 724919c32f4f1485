import { METRICS } from '../metrics.js';
import type { Phase } from '../plan/phase.js';
import type { LoadOperation } from '../plan/profile.js';
import type { GateResult } from '../verdict.js';

/** What was seen of an operation in a phase. */
export interface SeenOperation {
  op: string;
  phase: string;
  answers: number;
  outcomes: Record<string, number>;
  p95?: number;
}

/** What was seen of an operation in a second, counted from the start of the run; `p95` in ms. */
export interface SeenSecond {
  second: number;
  op: string;
  p95: number;
  errors: number;
  outcomes: Record<string, number>;
}

export type Rates = Partial<Record<LoadOperation, number>>;

/** One step of a load that climbs. */
export interface Step {
  phase: string;
  /** Requests a second that the plan asks for, and answers a second that came. */
  asked: Rates;
  got: Rates;
  /** ms */
  p95: Rates;
  result: 'held' | 'broken' | 'unclear';
  /** What did not hold, or why it is unclear; what was seen first comes first. */
  reasons: string[];
}

export interface ClimbInput {
  phases: readonly Phase[];
  gates: readonly GateResult[];
  operations: readonly SeenOperation[];
  seconds: readonly SeenSecond[];
  /** Seconds, from the start of the run, of the sign-ins that users of refresh began with; the plan does not count them. */
  firstSignIns: readonly number[];
  /** Share of the load that was sent: 1, or less for one runner of several. */
  share: number;
  /** Whether the generator had no CPU to spare: then latency says nothing of the target. */
  generatorBusy: boolean;
}

const isWithin = (second: number, { start, length }: Phase): boolean => second * 1000 >= start && second * 1000 < start + length;

/** The seconds of a phase in which a gate was seen to be broken. */
export function badSeconds({ metric, statistic, tags, limit }: GateResult, phase: Phase, all: readonly SeenSecond[]): number[] {
  const isOver = (seen: SeenSecond) => (statistic === 'rate' ? seen.errors > 0 : metric === METRICS.duration && seen.p95 > limit);
  return all.filter((seen) => seen.op === tags.op && isWithin(seen.second, phase) && isOver(seen)).map(({ second }) => second);
}

const SUSTAINED = 10;

/**
 * The second from which a gate is broken for good: from which on it is over in half of the next ten seconds that have answers. A
 * single slow second is no beginning.
 */
export function beginsAt(bad: readonly number[], all: readonly number[]): number {
  const isBad = new Set(bad);
  const seconds = [...new Set(all)].sort((a, b) => a - b);
  const begin = seconds.find((second, i) => {
    const next = seconds.slice(i, i + SUSTAINED);
    return isBad.has(second) && next.filter((one) => isBad.has(one)).length * 2 >= next.length;
  });
  return begin ?? Number.MAX_SAFE_INTEGER;
}

const WRONG = ['contract-violation', 'false-rejection', 'locked'];

const wrongIn = ({ op, outcomes }: Pick<SeenOperation, 'op' | 'outcomes'>): string[] =>
  WRONG.filter((name) => outcomes[name] && (op !== 'failed-sign-in' || name === 'contract-violation'));

const several = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

/** Wrong answers of a phase, and the seconds that they came in. */
export function wrongAnswers(
  phase: Phase,
  operations: readonly SeenOperation[],
  seconds: readonly SeenSecond[],
): { text: string; op: string; bad: number[] }[] {
  return operations.flatMap((row) =>
    wrongIn(row).map((name) => ({
      text: `${several(row.outcomes[name] as number, 'answer', 'answers')} to ${row.op}: ${name}`,
      op: row.op,
      bad: seconds.filter((seen) => seen.op === row.op && isWithin(seen.second, phase) && seen.outcomes[name]).map(({ second }) => second),
    })),
  );
}

// So large a share more sign-ins than the step asks for make it another step.
const EXTRA_ALLOWED = 0.05;

// With fewer answers it was another step; two may always be on their way.
const SENT_NEEDED = 0.97;
const ON_THEIR_WAY = 2;

// A single one explains no collapse.
const THROTTLED_THAT_COUNTS = 0.01;

const plannedIn = ({ from, to, length }: Phase, op: LoadOperation, share: number): number =>
  ((((from[op] ?? 0) + (to[op] ?? 0)) / 2) * share * length) / 1000;

function judgeStep(
  phase: Phase,
  { gates, operations, seconds, firstSignIns, share, generatorBusy }: ClimbInput,
): Pick<Step, 'result' | 'reasons'> {
  const own = gates.filter(({ tags }) => tags.phase === phase.name);
  const seen = operations.filter((row) => row.phase === phase.name);
  const broken = own.filter(({ judged, holds, blame }) => judged && !holds && blame === 'target');
  const told = generatorBusy ? broken.filter(({ statistic }) => statistic === 'rate') : broken;
  const inPhase = (of: string | undefined) =>
    seconds.filter(({ op, second }) => op === of && isWithin(second, phase)).map(({ second }) => second);
  const wrong = wrongAnswers(phase, seen, seconds);
  const reasons = [
    ...told.map((gate) => ({ text: gate.meaning, at: beginsAt(badSeconds(gate, phase, seconds), inPhase(gate.tags.op)) })),
    ...wrong.map(({ text, op, bad }) => ({ text, at: beginsAt(bad, inPhase(op)) })),
  ]
    .sort((a, b) => a.at - b.at)
    .map(({ text }) => text);
  // Who is throttled does not get what the step asks for, but for a guesser, who should be.
  const honest = seen.filter(({ op }) => op !== 'failed-sign-in');
  const throttled = honest.reduce((sum, { outcomes }) => sum + (outcomes.throttled ?? 0), 0);
  const text = `${several(throttled, 'answer was', 'answers were')} throttled`;
  const isMuch = throttled > THROTTLED_THAT_COUNTS * honest.reduce((sum, { answers }) => sum + answers, 0);
  if (isMuch || (throttled > 0 && reasons.length === 0)) return { result: 'unclear', reasons: [text] };
  const extra = firstSignIns.filter((second) => isWithin(second, phase)).length;
  if (reasons.length > 0 && wrong.length === 0 && extra > (EXTRA_ALLOWED * ((phase.to['sign-in'] ?? 0) * phase.length)) / 1000)
    return { result: 'unclear', reasons: [`${extra} first sign-ins of refresh users came on top of it (a longer warm-up takes them)`] };
  if (reasons.length > 0) return { result: 'broken', reasons };
  const short = seen.filter(({ op, answers }) => answers + ON_THEIR_WAY < SENT_NEEDED * plannedIn(phase, op as LoadOperation, share));
  const unclear = [
    ...short.map(
      ({ op, answers }) => `only ${answers} of ${Math.round(plannedIn(phase, op as LoadOperation, share))} ${op} requests were answered`,
    ),
    ...(broken.length > 0 ? ['the generator was the bottleneck'] : []),
    ...own.filter(({ judged, holds, blame }) => !judged || (!holds && blame !== 'target')).map(({ meaning }) => `wanted: ${meaning}`),
  ];
  return { result: unclear.length > 0 ? 'unclear' : 'held', reasons: unclear };
}

/** Works out what a phase of the load came to. */
export function makeStep(phase: Phase, input: ClimbInput): Step {
  const seen = input.operations.filter((row) => row.phase === phase.name);
  const scaled = Object.entries(phase.to).map(([op, rate]) => [op, rate * input.share]);
  return {
    phase: phase.name,
    asked: Object.fromEntries(scaled),
    got: Object.fromEntries(seen.map(({ op, answers }) => [op, answers / (phase.length / 1000)])),
    p95: Object.fromEntries(seen.filter(({ p95 }) => p95 !== undefined).map(({ op, p95 }) => [op, p95])),
    ...judgeStep(phase, input),
  };
}
