import { expectationSentence } from '../../core/experiments/catalogue.js';
import type { RunResult } from '../analysis/analyse.js';
import { comparisonRows } from './comparison.js';
import { factsOf } from './facts.js';
import { failedLine, gatherFailures, notRunLines, warningLine } from './gather.js';
import { capacityRows, operationRow } from './words.js';
import { shownOf, WRONG_ANSWERS, wrongAnswerRows } from './wrong-answers.js';

const SIGN = { PASS: '✅', FAIL: '❌', INCONCLUSIVE: '⚠️' } as const;

const MOST_FAILURES = 20;
const MOST_WRONG = 10;

function table(head: string[], rows: string[][]): string[] {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return rows.length === 0 ? [] : [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}

/** The report for a pull request or a step summary. */
export function markdownReport(result: RunResult): string {
  const { record, verdict, operations, cases, expectations, capacity } = result;
  const [climb = [], ...steps] = capacityRows(capacity);
  const [compared = [], ...then] = comparisonRows(result);
  const [wrongHead = [], ...wrong] = wrongAnswerRows(result, MOST_WRONG);
  const passed = cases.filter((item) => item.result === 'passed').length;
  const failed = cases.filter((item) => item.result === 'failed');
  const failures = gatherFailures(result);
  const warnings = warningLine(result);
  const notes = [...(record.load?.plan.notes ?? []), ...(record.contract?.leftOut ?? [])];
  return [
    `## ${SIGN[verdict.status]} ${verdict.status}: k6-ropc ${record.profile}`,
    '',
    ...verdict.reasons.map((reason) => `- **${reason.status}** ${reason.text}`),
    ...(verdict.reasons.length > 0 ? [''] : []),
    ...table(
      ['operation', 'phase', 'answers', 'p50', 'p95', 'p99', 'errors', 'outcomes'],
      operations.map((row) => operationRow(row)),
    ),
    ...(wrong.length > 0 ? [`Wrong answers${shownOf(result, MOST_WRONG)}. ${WRONG_ANSWERS}`, '', ...table(wrongHead, wrong)] : []),
    ...(capacity ? [`**Capacity**: ${capacity.sentence}.`, '', ...table(climb, steps)] : []),
    ...notes.map((note) => `- note: ${note}`),
    ...(notes.length > 0 ? [''] : []),
    ...(record.notCompared ? [`Not compared with a run before: ${record.notCompared}.`, ''] : []),
    ...table(compared, then),
    ...table(
      ['experiment', 'result', 'expected', 'seen'],
      expectations.map((seen) => [seen.id, seen.result, expectationSentence(seen), seen.found]),
    ),
    ...(cases.length > 0 ? [`Contract: ${passed} of ${cases.length} cases passed.`, ''] : []),
    ...notRunLines(cases).map((line) => `- ${line}`),
    ...failed.slice(0, MOST_FAILURES).map((item) => `- failed: ${failedLine(item)}`),
    ...(failed.length > MOST_FAILURES ? [`- and ${failed.length - MOST_FAILURES} more in report.html`] : []),
    ...(failed.length > 0 ? [''] : []),
    ...failures.slice(0, MOST_FAILURES).map(({ text, demand }) => `- ${text}. ${demand}`),
    ...(failures.length > MOST_FAILURES ? [`- and ${failures.length - MOST_FAILURES} more in report.html`] : []),
    ...(failures.length > 0 ? [''] : []),
    ...(warnings ? [warnings, ''] : []),
    ...table(
      ['run', record.id],
      factsOf(record).map(([name, value]) => [name, value]),
    ),
    `The same again: \`${record.again}\`. The whole report is report.html, beside this file in results/${record.id}.`,
    '',
  ].join('\n');
}
