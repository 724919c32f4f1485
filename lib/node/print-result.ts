import { join } from 'node:path';
import Table from 'cli-table3';
import colours from 'picocolors';
import type { RunResult } from './analysis/analyse.js';
import type { CaseResult } from './analysis/contract-result.js';
import { annotations } from './report/annotations.js';
import { gatherFailures } from './report/gather.js';
import { capacityRows, comparisonRows, operationRow } from './report/words.js';
import { wrongAnswerRows } from './report/wrong-answers.js';
import { FILES } from './run/run-record.js';
import { textTable } from './terminal.js';

const COLOUR = { PASS: colours.green, FAIL: colours.red, INCONCLUSIVE: colours.yellow } as const;

const OPERATION_HEAD = ['operation', 'phase', 'answers', 'p50', 'p95', 'p99', 'errors', 'outcomes'];

/** A screen has room for so many of one kind. */
const MOST_LINES = 15;
const MOST_WRONG = 8;

const RESULT = { held: colours.green, broken: colours.red, unclear: colours.yellow, skipped: colours.dim } as const;

function expectationTable({ expectations }: RunResult): string {
  const table = new Table({
    head: ['experiment', '', 'what was seen'],
    style: { head: [], border: [] },
    colWidths: [28, 10, 90],
    wordWrap: true,
  });
  for (const { id, result, found } of expectations) table.push([id, RESULT[result](result), found]);
  return table.toString();
}

/** What a person reads at the end of a run: numbers, what was wrong, the verdict, and where the report is. */
export function printResult(result: RunResult, folder: string): void {
  const { record, operations, cases, capacity, verdict, expectations, slowdowns, tails } = result;
  if (operations.length > 0) console.log(textTable([OPERATION_HEAD, ...operations.map((row) => operationRow(row))]));
  const [head, ...wrong] = wrongAnswerRows(result);
  if (head)
    console.log(
      `wrong answers${wrong.length > MOST_WRONG ? ' (more in the report)' : ''}:\n${textTable([head, ...wrong.slice(0, MOST_WRONG)])}`,
    );
  if (capacity) console.log(textTable(capacityRows(capacity)));
  if (slowdowns.length + tails.length > 0) console.log(textTable(comparisonRows(result)));
  if (expectations.length > 0) console.log(expectationTable(result));
  if (cases.length > 0) {
    const those = (wanted: CaseResult['result']) => cases.filter(({ result }) => result === wanted);
    const notRun = those('not run').length;
    console.log(`contract: ${those('passed').length} of ${cases.length} cases passed${notRun > 0 ? `, ${notRun} not run` : ''}`);
    const failed = those('failed');
    for (const { sentence, seen } of failed.slice(0, MOST_LINES))
      console.log(`  ${colours.red('failed')} ${sentence}${seen && seen !== 'ok' ? ` (${seen})` : ''}`);
    if (failed.length > MOST_LINES) console.log(`  and ${failed.length - MOST_LINES} more in the report`);
  }
  const texts = gatherFailures(result).map(({ text, demand }) => `${text}\n    ${colours.dim(demand)}`);
  for (const text of texts.slice(0, MOST_LINES)) console.log(`  ${text}`);
  if (texts.length > MOST_LINES) console.log(`  and ${texts.length - MOST_LINES} more in the report`);
  console.log(
    `\n${COLOUR[verdict.status](colours.bold(verdict.status))}  ${verdict.gates.filter((gate) => gate.holds && gate.judged).length} of ${verdict.gates.length} gates held`,
  );
  if (process.env.GITHUB_ACTIONS === 'true') for (const line of annotations(result)) console.log(line);
  if (record.notCompared) console.log(`not compared with a run before: ${record.notCompared}`);
  if (capacity) console.log(`capacity: ${capacity.sentence}`);
  for (const { status, text } of verdict.reasons.slice(0, MOST_LINES)) console.log(`  ${COLOUR[status](status)}  ${text}`);
  if (verdict.reasons.length > MOST_LINES) console.log(`  and ${verdict.reasons.length - MOST_LINES} more in the report`);
  console.log(`report: ${join(folder, FILES.html)}`);
}
