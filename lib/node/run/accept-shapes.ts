import { spawnSync } from 'node:child_process';
import { relative } from 'node:path';
import { UsageError } from '../../core/usage-error.js';
import { ROOT } from '../paths.js';
import { findingText } from '../report/words.js';
import { readSamples } from '../samples/read.js';
import { updateLock } from '../shape-lock.js';
import { contractRun } from './carry-out.js';
import { runK6 } from './k6-run.js';
import type { RunRecord } from './run-record.js';

/** Outcomes that show no shape. */
const UNJUDGED = ['timeout', 'network-error', 'throttled', 'server-error'];

/** Runs the contract once to see the shapes, locks them, and builds, so that the run after it is judged by them. */
export async function acceptSeenShapes(
  folder: string,
  record: RunRecord,
  program: string,
  settings: Record<string, string>,
): Promise<void> {
  const wanted = record.contract?.cases.length ?? 0;
  const run = contractRun(folder, { program, settings }, 'shapes', wanted);
  const { code, interrupted } = await runK6(run);
  const samples = interrupted || (code !== 0 && code !== 99) ? undefined : await readSamples(run.samples);
  if (!samples?.shapes.some(({ key }) => key.startsWith('sign-in ')))
    throw new UsageError([`no shapes were accepted: the contract run did not come to its end, or nobody could sign in (see ${run.log}).`]);
  const decided = Array.from(samples.cases.values()).filter((result) => result !== 'not run').length;
  if (decided < wanted)
    throw new UsageError([`no shapes were accepted: only ${decided} of ${wanted} cases were decided (see ${run.log}).`]);
  const silent = samples.series.filter(({ outcome }) => UNJUDGED.includes(outcome)).reduce((sum, { ms }) => sum + ms.length, 0);
  if (silent > 0) throw new UsageError([`no shapes were accepted: ${silent} requests got no answer, or one of a server in trouble.`]);
  const broken = samples.findings.filter(({ severity, rule }) => severity === 'failure' && rule !== 'shape.locked');
  if (broken.length > 0)
    throw new UsageError(['no shapes were accepted, for the answers break the contract:', ...broken.slice(0, 5).map(findingText)]);
  const { file, count, undo } = await updateLock(record.target, samples);
  // Builds what is older than the lock, one command at a time.
  const { status } = spawnSync(process.execPath, ['setup.mjs'], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) {
    await undo();
    throw new UsageError(['no shapes were accepted: the build failed with them, see above.']);
  }
  console.error(`${count} shapes accepted in ${relative(process.cwd(), file)}: review the change like code.`);
}
