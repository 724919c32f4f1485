import type { Phase } from '../plan/phase.js';
import type { LoadOperation } from '../plan/profile.js';
import { badSeconds, type ClimbInput, makeStep, type Rates, type Step, wrongAnswers } from './step.js';

/** How much a target takes: the steps that a load climbed, and one sentence. */
export interface Capacity {
  steps: Step[];
  sentence: string;
}

const FEWEST_STEPS = 2;

const total = (rates: Rates): number => Object.values(rates).reduce((sum, rate) => sum + rate, 0);

/** The measured phases of a steady rate from the first on, as long as it grows. */
function climb(phases: readonly Phase[]): Phase[] {
  const steps: Phase[] = [];
  for (const phase of phases.filter(({ measured }) => measured)) {
    const last = steps.at(-1);
    if (total(phase.from) !== total(phase.to) || (last && total(phase.to) <= total(last.to))) break;
    steps.push(phase);
  }
  return steps;
}

const NAMES: Record<LoadOperation, [one: string, more: string]> = {
  'sign-in': ['sign-in', 'sign-ins'],
  refresh: ['refresh', 'refreshes'],
  'failed-sign-in': ['failed sign-in', 'failed sign-ins'],
};

/** "24 sign-ins, 48 refreshes a second" */
function inWords({ asked, phase }: Step): string {
  const rates = Object.entries(asked).map(([op, rate]) => {
    const rounded = Math.round(rate * 10) / 10;
    return `${rounded} ${NAMES[op as LoadOperation][rounded === 1 ? 0 : 1]}`;
  });
  return `${rates.join(', ')} a second (${phase})`;
}

/** @param areWrongOnly whether no gate of the first step broke, and answers were wrong */
function capacitySentence(steps: readonly Step[], areWrongOnly: boolean): string {
  const at = steps.findIndex(({ result }) => result !== 'held');
  const end = steps[at];
  if (at === 0 && end?.result === 'broken' && areWrongOnly)
    return `what the target takes cannot be told: answers were wrong from the first step on, which is no matter of the load (${end.reasons[0]})`;
  if (!end) return `the target holds ${inWords(steps.at(-1) as Step)}, the most that was tried: for more raise the rates (--scale-rate)`;
  const higher = steps.slice(at + 1).find(({ result }) => result === 'held');
  if (end.result === 'broken' && higher) return `what the target takes is unclear: ${inWords(end)} broke, and ${inWords(higher)} held`;
  const held = at === 0 ? '' : `the target holds ${inWords(steps[at - 1] as Step)}; `;
  const subject = at === 0 ? 'the target' : 'it';
  if (end.result === 'unclear') return `${held}whether ${subject} holds ${inWords(end)} is unclear: ${end.reasons[0]}`;
  return `${held}${subject} does not hold ${inWords(end)}: the first gate to break is ${end.reasons[0]}`;
}

// So long nothing may be wrong at the end for it to be over.
const QUIET_SECONDS = 5;

/** Whether the target holds what comes after the climb, where it broke there, and from when on. */
function afterwards(steps: readonly Step[], after: Phase | undefined, input: ClimbInput): string {
  if (!after || steps.every(({ result }) => result === 'held')) return '';
  const { result } = makeStep(after, input);
  if (result === 'unclear') return `; whether it recovers afterwards (${after.name}) is unclear`;
  if (result === 'held') return `; afterwards (${after.name}) it holds again`;
  const own = input.gates.filter(({ tags, blame, judged, holds }) => tags.phase === after.name && blame === 'target' && judged && !holds);
  const seen = input.operations.filter(({ phase }) => phase === after.name);
  const bad = [
    ...own.flatMap((gate) => badSeconds(gate, after, input.seconds)),
    ...wrongAnswers(after, seen, input.seconds).flatMap((wrong) => wrong.bad),
  ];
  const seconds = Math.max(...bad) + 1 - after.start / 1000;
  const length = after.length / 1000;
  if (bad.length === 0 || seconds > length - QUIET_SECONDS) return `; afterwards (${after.name}) it does not hold again within ${length} s`;
  return `; afterwards (${after.name}) it holds again after ${Math.round(seconds)} s`;
}

const SHORT_STEP_MS = 30_000;

/**
 * Reads from a load that climbs in steps how much the target takes, and what breaks first.
 *
 * @returns undefined where the load does not climb through two steps or more
 */
export function findCapacity(input: ClimbInput): Capacity | undefined {
  const phases = climb(input.phases);
  if (phases.length < FEWEST_STEPS) return undefined;
  const steps = phases.map((phase) => makeStep(phase, input));
  const last = phases.at(-1) as Phase;
  const after = input.phases.find(({ measured, start }) => measured && start > last.start);
  const short = phases.some(({ length }) => length < SHORT_STEP_MS) ? '; steps this short are a try, no measurement' : '';
  const wrong = wrongAnswers(
    phases[0] as Phase,
    input.operations.filter(({ phase }) => phase === phases[0]?.name),
    input.seconds,
  );
  const areWrongOnly = steps[0]?.reasons.every((reason) => wrong.some(({ text }) => text === reason)) === true;
  return { steps, sentence: `${capacitySentence(steps, areWrongOnly)}${afterwards(steps, after, input)}${short}` };
}
