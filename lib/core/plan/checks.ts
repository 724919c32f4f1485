import { formatDuration, LONGEST_MS } from '../duration.js';
import type { ExperimentName } from '../experiments/catalogue.js';
import { accountsNeeded, type Effort } from '../experiments/effort.js';
import { cohortSlice, type PoolDefinition } from '../pool.js';
import { declaredOf, type LockoutPolicy } from '../provider.js';
import type { Settings } from '../settings/catalogue.js';
import type { Segment } from '../settings/types.js';
import { UsageError } from '../usage-error.js';
import { type Gate, requestsNeeded } from './gate.js';
import { type PlannedOperation, requestsIn } from './load.js';
import type { Phase } from './phase.js';
import type { Risk } from './risks.js';

/**
 * What cannot be judged, for there are too few requests.
 *
 * @param runners that share the load
 * @throws UsageError where that is everything
 */
export function checkEvidence(phases: Phase[], operations: PlannedOperation[], gates: Gate[], runners = 1): string[] {
  const needed = (statistic: 'p(95)' | 'p(99)') => requestsNeeded(statistic, runners > 1);
  const notes: string[] = [];
  for (const { name } of operations) {
    for (const phase of phases.filter((item) => item.measured && requestsIn(item, name) > 0)) {
      const judged = gates.filter((gate) => gate.tags.op === name && gate.tags.phase === phase.name).map((gate) => gate.statistic);
      const planned = `${Math.round(requestsIn(phase, name) / runners)} ${name} requests are planned in phase ${phase.name}`;
      if (!judged.includes('p(95)')) notes.push(`${planned}: no percentile is judged (${needed('p(95)')} are needed).`);
      else if (!judged.includes('p(99)')) notes.push(`${planned}: p99 is not judged (${needed('p(99)')} are needed).`);
    }
  }
  if (gates.some(({ statistic }) => statistic === 'p(95)')) return notes;
  throw new UsageError([
    `${notes[0] ?? 'nothing is planned in a measured phase.'} That goes for all of them: raise the rates or the durations.`,
  ]);
}

/** What experiments do to the target and to accounts. */
export function experimentNotes({ requests, locks, attempts, waits }: Effort, lockout: LockoutPolicy): string[] {
  if (requests === 0) return [];
  const waiting = waits > 0 ? `; they wait up to ${formatDuration(waits * 1_000)} for locks and limits` : '';
  const locked = `the experiments lock up to ${locks} ${locks === 1 ? 'account' : 'accounts'} of cohort lockout for ${lockout.duration} or longer, and no other`;
  return [
    `the experiments send up to ${requests} requests, one after the other, and up to ${attempts} wrong passwords to one account${waiting}.`,
    ...(locks > 0 ? [`${locked}.`] : []),
  ];
}

/** @throws UsageError where the pool has not the accounts that were made for experiments */
export function checkCohorts(experiments: readonly ExperimentName[], pool: PoolDefinition, lockout: LockoutPolicy): void {
  if (experiments.length === 0) return;
  for (const [cohort, needed] of Object.entries(accountsNeeded(declaredOf(lockout)))) {
    const { count } = cohortSlice(pool, cohort);
    if (count >= needed) continue;
    const users = Math.ceil((pool.size * needed) / count);
    throw new UsageError([
      `experiments need ${needed} accounts in cohort ${cohort}, the pool has ${count}: use a larger one (--users ${users}).`,
    ]);
  }
}

/** @throws UsageError where the load is longer than anybody waits */
export function checkLength(phases: readonly Phase[]): void {
  const length = phases.reduce((sum, phase) => sum + phase.length, 0);
  if (length > LONGEST_MS)
    throw new UsageError([`the load would take more than ${formatDuration(LONGEST_MS)}: shorten it (--duration, --scale-time).`]);
}

/** @throws UsageError where experiments of one virtual user would be split over runners */
export function checkRunners(expectations: readonly string[], segment: Segment | undefined): void {
  if (segment && expectations.length > 0)
    throw new UsageError(['experiments run on one runner: leave --segment out, or choose collateral alone (--experiments collateral).']);
}

/** @throws UsageError for every risk that nobody accepted */
export function refuseRisks(risks: readonly Risk[], accepted: readonly string[]): void {
  const refused = risks.filter(({ id, advice }) => advice !== undefined && !accepted.includes(id));
  if (refused.length === 0) return;
  throw new UsageError(
    refused.map(({ id, arithmetic, advice }) => `the plan is refused: ${arithmetic}. ${advice}, or override it with --accept-risk ${id}.`),
  );
}

const words = (text = ''): string[] => text.split(' ').filter(Boolean);

/** Settings that somebody set, and that this run does not use. */
export function unusedSettings(settings: Settings, scenario: string | undefined, tokens: 'jwt' | 'opaque'): string[] {
  const { clientSecret, clientAuth, experiments, widerScope, scope, otherClientId, otherClientSecret } = settings;
  const isWide = words(widerScope).some((word) => words(scope).includes(word));
  return [
    ...(clientSecret !== undefined && clientAuth === 'none' ? ['the client secret is not sent: --client-auth is none.'] : []),
    ...(experiments !== undefined && scenario !== 'failed-logins' ? ['no experiment is run: they belong to profile failed-logins.'] : []),
    ...(widerScope !== undefined && tokens === 'jwt'
      ? ['the wider scope is not asked for: refresh tokens of B2C are good for every API.']
      : []),
    ...(isWide ? ['the wider scope is one that the sign-in asks for: name another one (ROPC_WIDER_SCOPE).'] : []),
    ...(otherClientSecret !== undefined && (otherClientId === undefined || clientAuth === 'none')
      ? [
          'the secret of the other client is not sent: it takes ROPC_OTHER_CLIENT_ID, and a client that has a secret itself (--client-auth).',
        ]
      : []),
  ];
}
