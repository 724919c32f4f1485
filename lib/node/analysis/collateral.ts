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
/** How much slower honest users may be while others guess: the objective of the experiment, as a share. */
const ALLOWED = 0.25;
/** The slowest tenth moves by itself: so much more, and so many ms, must it be. */
const TAIL_ALLOWED = 1;
const TAIL_MS = 20;
const WINDOW_SECONDS = 5;
const BACK = 1.25;

/** Right answers to honest users in a phase. */
const honestIn = (samples: Samples, phase: string): Series[] =>
  samples.series.filter((one) => HONEST.includes(one.op) && one.phase === phase && one.outcome === 'ok');

/** Seconds from the end of the attack until the typical latency, over windows of five seconds, stays where it was before. */
function recoverySeconds(samples: Samples): { seconds: number; of: number } | undefined {
  const before = Array.from(bySecond(honestIn(samples, 'before')).values()).flat();
  const after = bySecond(honestIn(samples, 'after'));
  const seconds = Array.from(after.keys());
  if (before.length < 20 || seconds.length < WINDOW_SECONDS) return undefined;
  const attacked = Array.from(bySecond(honestIn(samples, 'attack')).keys());
  const first = attacked.length === 0 ? Math.min(...seconds) : Math.max(...attacked) + 1;
  const of = Math.max(...seconds) - first + 1;
  const bound = Math.max(median(before) * BACK, median(before) + MS_THAT_COUNT);
  let last = 0;
  for (let start = 0; start + WINDOW_SECONDS <= of; start++) {
    const window = Array.from({ length: WINDOW_SECONDS }, (_, i) => after.get(first + start + i) ?? []).flat();
    // A window without an answer is no recovery.
    if (window.length === 0 || median(window) > bound) last = start + WINDOW_SECONDS;
  }
  return { seconds: last, of };
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

function recoveryExpectation(recovery: { seconds: number; of: number } | undefined, declared: number): ExpectationSeen {
  const base = { experiment: 'collateral', id: 'collateral.recovery' } as const;
  if (!recovery) return { ...base, result: 'unclear', found: 'too few answers before or after the attack' };
  const { seconds, of } = recovery;
  if (seconds > declared) return { ...base, result: 'broken', found: `back after ${seconds} s; declared: ${declared} s` };
  if (seconds >= of) return { ...base, result: 'unclear', found: `not back in the ${of} s that were measured; declared: ${declared} s` };
  return { ...base, result: 'held', found: `back after ${seconds} s; declared: ${declared} s` };
}

/** Judges the experiment `collateral` from the samples; nothing where the plan does not have it. */
export function judgeCollateral({ experiments }: Plan, samples: Samples, provider: Provider): Collateral {
  if (!experiments.includes('collateral')) return { slowdowns: [], expectations: [] };
  const slowdowns = HONEST.flatMap(
    (op) => slowdown(op, 'attack', secondMedians(samples, op, 'before'), secondMedians(samples, op, 'attack')) ?? [],
  );
  const tails = HONEST.flatMap(
    (op) => slowdown(op, 'attack', secondTails(samples, op, 'before'), secondTails(samples, op, 'attack')) ?? [],
  );
  const latency = latencyExpectation(slowdowns);
  const recovery = recoverySeconds(samples);
  const declared = (parseDuration(provider.lockout.recovery) ?? 0) / 1000;
  return {
    slowdowns,
    expectations: [latency, tailExpectation(tails, latency), recoveryExpectation(recovery, declared)],
  };
}
