import { basename, resolve } from 'node:path';
import type { Reason } from '../../core/verdict.js';
import { BUSY_SHARE_ALLOWED } from '../run/health.js';
import { type RunRecord, readRecord } from '../run/run-record.js';
import type { Samples } from '../samples/columns.js';
import { type Comparison, compare, missingComparisons, slowReasons } from './compare-runs.js';
import { loadSamples } from './run-samples.js';

/** What a run was compared in, and what came of it. */
export interface Compared {
  comparison: Comparison;
  reasons: Reason[];
}

/** Whether k6 had no CPU to spare. */
export const isBusy = ({ load }: RunRecord): boolean => (load?.ended?.health?.busyShare ?? 0) > BUSY_SHARE_ALLOWED;

async function compareOne(folder: string, record: RunRecord, samples: Samples): Promise<Compared> {
  const comparison = await compare(folder, record, samples);
  const slow = slowReasons(comparison, record.load?.plan.slower ?? 0);
  const reasons = [...slow, ...(await missingComparisons(folder, record, comparison.slowdowns))];
  // A generator without CPU to spare measures itself.
  return { comparison, reasons: isBusy(record) ? reasons.map((reason): Reason => ({ ...reason, status: 'INCONCLUSIVE' })) : reasons };
}

/** What each of the runners that shared a load was compared with; the whole is compared with none. */
async function ofRunners(folders: readonly string[]): Promise<Reason[]> {
  const parts = folders.map(async (folder) => {
    const record = await readRecord(folder);
    // Its phases are compared with each other in the whole.
    delete record.load?.plan.compare;
    const { reasons } = await compareOne(folder, record, await loadSamples(folder, record));
    return reasons.map((reason) => ({ ...reason, text: `${basename(folder)}: ${reason.text}` }));
  });
  return (await Promise.all(parts)).flat();
}

/** Compares a run with another one, and its phases with each other, where that was asked for. */
export async function comparisonOf(folder: string, record: RunRecord, samples: Samples): Promise<Compared> {
  const { comparison, reasons } = await compareOne(folder, record, samples);
  const runners = record.load?.runners?.map((runner) => resolve(folder, runner)) ?? [];
  return { comparison, reasons: [...reasons, ...(await ofRunners(runners))] };
}
