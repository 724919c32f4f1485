import type { Capacity } from '../../core/capacity/capacity.js';
import type { Rates } from '../../core/capacity/step.js';
import { findingSentence } from '../../core/contract/sentence.js';
import { type GateResult, seenOf } from '../../core/verdict.js';
import type { CountedFinding } from '../samples/columns.js';
import type { OperationSummary } from '../samples/summarize.js';

/** A latency for people; a dash where there were too few answers for it. */
export function ms(value: number | undefined): string {
  if (value === undefined) return '-';
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

export function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((part / whole) * 100).toFixed(part === 0 ? 0 : 2)} %`;
}

function outcomes({ outcomes }: OperationSummary): string {
  return Object.entries(outcomes)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}

/**
 * A row of the table of operations.
 *
 * @param max the slowest answer too, where there is room for it
 */
export function operationRow(row: OperationSummary, max = false): string[] {
  const latencies = [row.p50, row.p95, row.p99, ...(max ? [row.max] : [])].map(ms);
  return [row.op, row.phase, String(row.answers), ...latencies, percent(row.errors, row.answers), outcomes(row)];
}

export const observed = (gate: GateResult): string => seenOf(gate, gate.observed);

/** A table of the steps that a load climbed, its head first; empty where it did not climb. */
export function capacityRows(capacity: Capacity | undefined): string[][] {
  if (!capacity) return [];
  const operations = Object.keys(capacity.steps[0]?.asked ?? {}) as (keyof Rates)[];
  const rate = (value = 0) => `${Math.round(value * 10) / 10}/s`;
  const head = operations.flatMap((op) => [`${op} asked`, 'got', 'p95']);
  const rows = capacity.steps.map(({ phase, asked, got, p95, result }) => [
    phase,
    ...operations.flatMap((op) => [rate(asked[op]), rate(got[op]), ms(p95[op])]),
    result,
  ]);
  return [['step', ...head, 'result'], ...rows];
}

/** "token.expires-in: refresh /expires_in was null (token-response, type), 312 times" */
export function findingText(finding: CountedFinding): string {
  return `${findingSentence(finding, finding.op)}${finding.count > 1 ? `, ${finding.count} times` : ''}`;
}
