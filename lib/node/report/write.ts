import { appendFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../core/usage-error.js';
import type { RunResult } from '../analysis/analyse.js';
import { FILES } from '../run/run-record.js';
import { htmlReport } from './html.js';
import { junitReport } from './junit.js';
import { markdownReport } from './markdown.js';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/**
 * Writes every report of a run into its directory, and the Markdown to GITHUB_STEP_SUMMARY where that is set.
 *
 * @throws UsageError where they cannot be written
 */
export async function writeReports(folder: string, result: RunResult): Promise<void> {
  try {
    await writeAll(folder, result);
  } catch (error) {
    throw new UsageError([
      `the reports in ${folder} cannot be written (${(error as Error).message}): make room, then npx k6-ropc report ${folder}`,
    ]);
  }
  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (!summary) return;
  await appendFile(summary, markdownReport(result)).catch((error: Error) => console.error(`note: GITHUB_STEP_SUMMARY: ${error.message}`));
}

async function writeAll(folder: string, result: RunResult): Promise<void> {
  const {
    record,
    verdict,
    cases,
    findings,
    wrongAnswers,
    operations,
    seconds,
    distributions,
    shapes,
    slowdowns,
    tails,
    expectations,
    capacity,
  } = result;
  const health = record.load?.ended?.health;
  const head = { id: record.id, startedAt: record.startedAt, profile: record.profile, status: verdict.status };
  await Promise.all([
    ...(record.contract ? [writeFile(join(folder, FILES.contract), json({ ...head, cases }))] : []),
    writeFile(
      join(folder, FILES.summary),
      json({
        ...head,
        operations,
        findings,
        wrongAnswers: wrongAnswers.map(({ at, ...wrong }) => ({ at: new Date(at * 1000).toISOString(), ...wrong })),
        expectations,
        shapes,
        slowdowns,
        tails,
        distributions,
        seconds,
        ...(health && { health }),
        ...(capacity && { capacity }),
      }),
    ),
    writeFile(join(folder, FILES.html), htmlReport(result)),
    writeFile(join(folder, FILES.markdown), markdownReport(result)),
    writeFile(join(folder, FILES.junit), await junitReport(result)),
  ]);
  // Last, and at once: a directory that is not whole has none, and is no run that passed.
  const unfinished = join(folder, `${FILES.verdict}.part`);
  await writeFile(unfinished, json({ ...head, reasons: verdict.reasons, gates: verdict.gates }));
  await rename(unfinished, join(folder, FILES.verdict));
}
