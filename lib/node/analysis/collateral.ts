import { cannotTell, isSlower, MS_THAT_COUNT, type Slowdown, slowdown } from '../../core/compare.js';
import { parseDuration } from '../../core/duration.js';
import type { ExpectationSeen } from '../../core/experiments/catalogue.js';
import type { Plan } from '../../core/plan/plan.js';
import type { Provider } from '../../core/provider.js';
import { median } from '../../core/statistics.js';
import type { Samples, Series } from '../samples/columns.js';
import { bySecond, secondMedians, secondTails } from '../samples/seconds.js';

/** What honest users notice of an attack: their phases side by side, and how long it lasts. */
export interface Collateral {
  /** Each honest operation under attack, against the same before it. */
  slowdowns: Slowdown[];
  expectations: ExpectationSeen[];
}

const HONEST = ['sign-in', 'refresh'];
const PHASES = ['before', 'attack', 'after'];
const UNDER_ATTACK = { phase: 'attack', than: 'before' };
/** How much slower honest users may be while others guess: the objective of the experiment, as a share. */
const ALLOWED = 0.25;
/** The slowest tenth moves by itself: so much more, and so many ms, must it be. */
const TAIL_ALLOWED = 1;
const TAIL_MS = 20;
const WINDOW_SECONDS = 5;
const WINDOWS_BACK = 3;
const BACK = 1.25;

/** Right answers to honest users in a phase. */
const honestIn = (samples: Samples, phase: string): Series[] =>
  samples.series.filter((one) => HONEST.includes(one.op) && one.phase === phase && one.outcome === 'ok');

const secondsOf = (series: readonly Series[]): number[] => series.flatMap(({ at }) => Array.from(at.values()));

/**
 * Seconds from the end of the attack until the typical latency is where it was before: until three windows of five seconds in a row
 * are. What comes later is not of the attack.
 */
function recoverySeconds(samples: Samples): { seconds: number; of: number; isBack: boolean } | undefined {
  const before = Array.from(bySecond(honestIn(samples, 'before')).values()).flat();
  const after = bySecond(honestIn(samples, 'after'));
  if (before.length < 20 || after.size < WINDOW_SECONDS) return undefined;
  // Whoever sent the last request of the attack, and whatever came of it.
  const attacked = secondsOf(samples.series.filter(({ phase }) => phase === 'attack'));
  const [begin, end] = [Math.min(...after.keys()), Math.max(...after.keys())];
  const first = attacked.length === 0 ? begin : attacked.reduce((last, second) => Math.max(last, second), 0) + 1;
  const of = end - first + 1;
  const bound = Math.max(median(before) * BACK, median(before) + MS_THAT_COUNT);
  const windowAt = (start: number) => Array.from({ length: WINDOW_SECONDS }, (_, i) => after.get(first + start + i) ?? []);
  const isBack = (answers: readonly number[]) => answers.length > 0 && median(answers) <= bound;
  let good = 0;
  for (let start = 0; start + WINDOW_SECONDS <= of; start++) {
    // A window without an answer is no recovery.
    good = isBack(windowAt(start).flat()) ? good + 1 : 0;
    if (good < WINDOWS_BACK) continue;
    const begun = start + 1 - WINDOWS_BACK;
    // A window can be back that no second of it is by itself.
    return { seconds: begun + Math.max(0, windowAt(begun).findIndex(isBack)), of, isBack: true };
  }
  return { seconds: of, of, isBack: false };
}

function inWords(slowdowns: readonly Slowdown[]): string {
  const percent = (ratio: number) => `${ratio >= 1 ? '+' : ''}${Math.round((ratio - 1) * 100)} %`;
  const found = slowdowns.map(
    (one) =>
      `${one.op} ${one.before.toFixed(1)} to ${one.now.toFixed(1)} ms, ${percent(one.low)} to ${percent(one.high)} with 95 % confidence`,
  );
  return found.join('; ') || 'too few seconds before or during the attack';
}

function latencyExpectation(slowdowns: readonly Slowdown[]): ExpectationSeen {
  const unclear = slowdowns.length === 0 || slowdowns.some((one) => cannotTell(one, ALLOWED));
  const result = slowdowns.some((one) => isSlower(one, ALLOWED)) ? 'broken' : unclear ? 'unclear' : 'held';
  return { experiment: 'collateral', id: 'collateral.latency', result, found: inWords(slowdowns) };
}

/** @param latency of all answers: where they are slower, so is their tail */
function tailExpectation(tails: readonly Slowdown[], latency: ExpectationSeen): ExpectationSeen {
  const base = { experiment: 'collateral', id: 'collateral.tail' } as const;
  if (latency.result === 'broken') return { ...base, result: 'skipped', found: 'all answers take longer' };
  const isBroken = ({ low, before, now }: Slowdown) => low > 1 + TAIL_ALLOWED && now - before > TAIL_MS;
  const result = tails.length === 0 ? 'unclear' : tails.some(isBroken) ? 'broken' : 'held';
  return { ...base, result, found: inWords(tails) };
}

function recoveryExpectation(recovery: ReturnType<typeof recoverySeconds>, declared: number): ExpectationSeen {
  const base = { experiment: 'collateral', id: 'collateral.recovery' } as const;
  if (!recovery) return { ...base, result: 'unclear', found: 'too few answers before or after the attack' };
  const { seconds, of, isBack } = recovery;
  const result = isBack ? (seconds > declared ? 'broken' : 'held') : of > declared ? 'broken' : 'unclear';
  const seen = isBack ? `back after ${seconds} s` : `not back in the ${of} s that were measured`;
  return { ...base, result, found: `${seen}; declared: ${declared} s` };
}

/** Right passwords and tokens that were refused while others were attacked. */
function lockedExpectation(samples: Samples): ExpectationSeen {
  const refused = samples.series.filter(
    ({ op, outcome }) => HONEST.includes(op) && (outcome === 'locked' || outcome === 'false-rejection'),
  );
  const count = secondsOf(refused.filter(({ phase }) => PHASES.includes(phase))).length;
  const answered = secondsOf(honestIn(samples, 'attack')).length;
  const found = `${count} correct passwords and tokens of honest users refused, ${answered} accepted under attack`;
  const result = count > 0 ? 'broken' : answered > 0 ? 'held' : 'unclear';
  return { experiment: 'collateral', id: 'collateral.nobody-locked', result, found };
}

/** Judges the experiment `collateral` from the samples; nothing where the plan does not have it. */
export function judgeCollateral({ experiments }: Plan, samples: Samples, provider: Provider): Collateral {
  if (!experiments.includes('collateral')) return { slowdowns: [], expectations: [] };
  const slowdowns = HONEST.flatMap(
    (op) => slowdown({ op, ...UNDER_ATTACK }, secondMedians(samples, op, 'before'), secondMedians(samples, op, 'attack')) ?? [],
  );
  const tails = HONEST.flatMap(
    (op) => slowdown({ op, ...UNDER_ATTACK }, secondTails(samples, op, 'before'), secondTails(samples, op, 'attack')) ?? [],
  );
  const latency = latencyExpectation(slowdowns);
  const recovery = recoverySeconds(samples);
  const declared = (parseDuration(provider.lockout.recovery) ?? 0) / 1000;
  return {
    slowdowns,
    expectations: [latency, tailExpectation(tails, latency), recoveryExpectation(recovery, declared), lockedExpectation(samples)],
  };
}
