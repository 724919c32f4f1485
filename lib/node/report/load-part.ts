import { basename } from 'node:path';
import escapeHtml from 'escape-html';
import type { RunResult } from '../analysis/analyse.js';
import { comparisonRows } from './comparison.js';
import { table } from './elements.js';
import { capacityRows, operationRow, percent } from './words.js';
import { WRONG_ANSWERS, wrongAnswerRows } from './wrong-answers.js';

export function operationTable({ operations }: RunResult): string {
  if (operations.length === 0) return '';
  const rows = operations.map((row) => operationRow(row, true));
  return table(['operation', 'phase', 'answers', 'p50', 'p95', 'p99', 'max', 'errors', 'outcomes'], rows, 'numbers');
}

/** Then and now, with how sure that is. */
export function comparison(result: RunResult): string {
  const { record } = result;
  const [head, ...rows] = comparisonRows(result);
  if (record.notCompared) return `<p>Not compared: ${escapeHtml(record.notCompared)}.</p>`;
  if (!head) return '';
  const run = record.baseline ? ` The run before is <code>${escapeHtml(basename(record.baseline.folder))}</code>.` : '';
  return `<p>Typical latency (the median of the seconds' medians), and the share of slow answers.${run}</p>${table(head, rows)}`;
}

/** What to look for in the target's own log. */
export function wrongAnswerPart(result: RunResult): string {
  const [head, ...rows] = wrongAnswerRows(result);
  return head ? `<p>${escapeHtml(WRONG_ANSWERS)}</p>${table(head, rows)}` : '';
}

const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** How much the target takes, where the load climbed. */
export function capacityPart({ capacity }: RunResult): string {
  const [head, ...rows] = capacityRows(capacity);
  return head ? `<p>${escapeHtml(sentenceCase(capacity?.sentence ?? ''))}.</p>${table(head, rows, 'numbers')}` : '';
}

/** Whether k6 had CPU to spare: where it had none, latencies say little of the target. */
export function healthPart({ record }: RunResult): string {
  const health = record.load?.ended?.health;
  if (!health) return '';
  const { cpuMean, cpuMax, cores, busyShare, memoryMb } = health;
  return table(
    ['CPU of k6', 'in its busiest second', 'seconds at the limit', 'memory'],
    [[`${cpuMean.toFixed(2)} of ${cores} cores`, `${cpuMax.toFixed(2)} cores`, percent(busyShare, 1), `${Math.round(memoryMb)} MB`]],
  );
}
