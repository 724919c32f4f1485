import { join } from 'node:path';
import Table from 'cli-table3';
import colours from 'picocolors';
import type { RunResult } from './analysis/analyse.js';
import type { CaseResult } from './analysis/contract-result.js';
import { grantedNothing } from './analysis/how-it-ended.js';
import { annotations } from './report/annotations.js';
import { comparisonRows } from './report/comparison.js';
import { failedLine, gatherFailures, notRunLines, warningLine } from './report/gather.js';
import { capacityRows, operationRow } from './report/words.js';
import { shownOf, wrongAnswerRows } from './report/wrong-answers.js';
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

/** The first lines of a kind, and how many more there are. */
function printFirst(lines: readonly string[]): void {
  for (const line of lines.slice(0, MOST_LINES)) console.log(`  ${line}`);
  if (lines.length > MOST_LINES) console.log(`  and ${lines.length - MOST_LINES} more in the report`);
}

function printTables(result: RunResult): void {
  const { operations, capacity, expectations, slowdowns, tails } = result;
  if (operations.length > 0) console.log(textTable([OPERATION_HEAD, ...operations.map((row) => operationRow(row))]));
  const wrong = grantsNothing(result) ? [] : wrongAnswerRows(result, MOST_WRONG);
  if (wrong.length > 0) console.log(`wrong answers${shownOf(result, MOST_WRONG)}:\n${textTable(wrong, true)}`);
  if (capacity) console.log(textTable(capacityRows(capacity)));
  if (slowdowns.length + tails.length > 0) console.log(textTable(comparisonRows(result)));
  if (expectations.length > 0) console.log(expectationTable(result));
}

// Where not one good request is granted, everything else follows from that, and would bury it.
const grantsNothing = ({ verdict }: RunResult): boolean => verdict.reasons.some(grantedNothing);

function printContract(result: RunResult): void {
  const { cases } = result;
  const those = (wanted: CaseResult['result']) => cases.filter(({ result }) => result === wanted);
  const [notRun, failed] = [those('not run').length, those('failed')];
  const rest = notRun > 0 ? `, ${notRun} not run` : '';
  if (cases.length > 0) console.log(`contract: ${those('passed').length} of ${cases.length} cases passed${rest}`);
  if (grantsNothing(result)) return;
  printFirst(notRunLines(cases));
  printFirst(failed.map((item) => `${colours.red('failed')} ${failedLine(item)}`));
  printFirst(gatherFailures(result).map(({ text, demand }) => `${text}\n    ${colours.dim(demand)}`));
  const warnings = warningLine(result);
  if (warnings) console.log(`  ${colours.dim(warnings)}`);
}

/** What a person reads at the end of a run: numbers, what was wrong, the verdict, and where the report is. */
export function printResult(result: RunResult, folder: string): void {
  const { record, capacity, verdict } = result;
  printTables(result);
  printContract(result);
  const held = verdict.gates.filter((gate) => gate.holds && gate.judged).length;
  const but = held === verdict.gates.length && verdict.status !== 'PASS' ? ', but:' : '';
  console.log(`\n${COLOUR[verdict.status](colours.bold(verdict.status))}  ${held} of ${verdict.gates.length} gates held${but}`);
  if (process.env.GITHUB_ACTIONS === 'true') for (const line of annotations(result)) console.log(line);
  if (record.notCompared) console.log(`not compared with a run before: ${record.notCompared}`);
  if (capacity) console.log(`capacity: ${capacity.sentence}`);
  printFirst(verdict.reasons.map(({ status, text }) => `${COLOUR[status](status)}  ${text}`));
  console.log(`report: ${join(folder, FILES.html)}`);
}
