import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { cannotTell, isSlower, type Slowdown, slowdown } from '../../core/compare.js';
import { requestsIn } from '../../core/plan/load.js';
import type { Reason } from '../../core/verdict.js';
import { FILES, type RunRecord, readRecord } from '../run/run-record.js';
import type { Samples } from '../samples/columns.js';
import { secondMedians } from '../samples/seconds.js';
import { loadSamples } from './run-samples.js';

/** Every operation and measured phase against the same of the run before. @param folder the run directory */
export async function compareRuns(folder: string, { load, baseline }: RunRecord, samples: Samples): Promise<Slowdown[]> {
  if (!load || baseline === undefined) return [];
  const folderBefore = resolve(folder, baseline.folder);
  if (!existsSync(join(folderBefore, FILES.plan))) return [];
  const before = await loadSamples(folderBefore, await readRecord(folderBefore));
  const measured = load.plan.phases.filter((phase) => phase.measured);
  return load.plan.operations.flatMap(({ name }) =>
    measured.flatMap((phase) => {
      const one = slowdown(name, phase.name, secondMedians(before, name, phase.name), secondMedians(samples, name, phase.name));
      return one ? [one] : [];
    }),
  );
}

/** What is slower than is allowed, or may be. @param allowed 0.15 for 15 % */
export function slowReasons(slowdowns: readonly Slowdown[], allowed: number): Reason[] {
  return slowdowns
    .filter((one) => isSlower(one, allowed) || cannotTell(one, allowed))
    .map((one) => {
      const { op, phase, before, now, low, high } = one;
      const interval = `${Math.round((low - 1) * 100)} to ${Math.round((high - 1) * 100)} % slower (95 % confidence)`;
      const seen = `${before.toFixed(1)} ms then, ${now.toFixed(1)} ms now, ${interval}`;
      if (isSlower(one, allowed)) return { status: 'FAIL', text: `${op} is slower than the run before (${phase}): ${seen}` };
      return { status: 'INCONCLUSIVE', text: `whether ${op} is slower than the run before cannot be told (${phase}): ${seen}` };
    });
}

/** A comparison that was asked for and could not be made is no evidence that nothing is slower. */
export function missingComparisons(folder: string, { load, baseline }: RunRecord, slowdowns: readonly Slowdown[]): Reason[] {
  if (!load || !baseline) return [];
  const measured = load.plan.phases.filter((phase) => phase.measured);
  const missing = load.plan.operations.flatMap(({ name }) =>
    measured
      .filter((phase) => requestsIn(phase, name) > 0 && !slowdowns.some((one) => one.op === name && one.phase === phase.name))
      .map((phase) => `${name} (${phase.name})`),
  );
  if (missing.length === 0) return [];
  const isThere = existsSync(join(resolve(folder, baseline.folder), FILES.plan));
  const why = isThere ? 'its samples, or those of this run, hold too few seconds' : 'it is not there any more';
  return [{ status: 'INCONCLUSIVE', text: `${missing.join(', ')} cannot be compared with ${basename(baseline.folder)}: ${why}` }];
}
