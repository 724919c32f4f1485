import { EXIT_CODE } from '../../core/verdict.js';
import { analyse } from '../analysis/analyse.js';
import { printResult } from '../print-result.js';
import { writeReports } from '../report/write.js';
import { readRecord } from '../run/run-record.js';

/**
 * Makes verdict and reports of a run directory again, from its plan and samples.
 *
 * @returns the exit code of the verdict
 * @throws UsageError where the folder is not a run directory
 */
export async function reportCommand(folder: string): Promise<number> {
  const result = await analyse(folder, await readRecord(folder));
  await writeReports(folder, result);
  printResult(result, folder);
  return EXIT_CODE[result.verdict.status];
}
