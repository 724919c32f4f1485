import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunResult } from '../analysis/analyse.js';
import { FILES } from '../run/run-record.js';
import { htmlReport } from './html.js';
import { junitReport } from './junit.js';
import { markdownReport } from './markdown.js';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Writes every report of a run into its directory, and the Markdown to GITHUB_STEP_SUMMARY where that is set. */
export async function writeReports(folder: string, result: RunResult): Promise<void> {
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
  const markdown = markdownReport(result);
  const health = record.load?.ended?.health;
  const head = { id: record.id, startedAt: record.startedAt, profile: record.profile, status: verdict.status };
  await Promise.all([
    ...(record.contract ? [writeFile(join(folder, FILES.contract), json({ ...head, cases }))] : []),
    writeFile(join(folder, FILES.verdict), json({ ...head, reasons: verdict.reasons, gates: verdict.gates })),
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
    writeFile(join(folder, FILES.markdown), markdown),
    writeFile(join(folder, FILES.junit), await junitReport(result)),
  ]);
  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (!summary) return;
  await appendFile(summary, markdown).catch((error: Error) => console.error(`note: GITHUB_STEP_SUMMARY: ${error.message}`));
}
