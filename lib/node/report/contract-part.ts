import { type RuleId, rules } from '../../core/contract/catalogue.js';
import { driftFrom } from '../../core/contract/shape.js';
import type { RunResult } from '../analysis/analyse.js';
import type { CaseResult } from '../analysis/contract-result.js';
import type { CountedFinding } from '../samples/columns.js';
import { list, table } from './elements.js';
import { findingText } from './words.js';

/** Registered deviations, a line for each rule; what differs from answer to answer says nothing here. */
function deviationList(findings: readonly CountedFinding[]): string {
  const counts = new Map<string, number>();
  for (const { rule, severity, count } of findings) if (severity === 'deviation') counts.set(rule, (counts.get(rule) ?? 0) + count);
  if (counts.size === 0) return '';
  return `<p>Registered deviations that were met:</p>${list(Array.from(counts, ([rule]) => `${rule}: ${rules[rule as RuleId].sentence}`))}`;
}

/** What broke the contract, and every case. */
export function contractPart({ cases, findings }: RunResult): string {
  const all = [...findings, ...cases.flatMap((item) => item.findings)];
  const broken = all.filter(({ severity }) => severity !== 'deviation');
  const failed = cases.filter(({ result }) => result === 'failed');
  const row = ({ result, sentence }: CaseResult) => [result, sentence];
  const passed = cases.filter(({ result }) => result === 'passed').length;
  const everyCase =
    cases.length === 0
      ? ''
      : `<details><summary>${passed} of ${cases.length} cases passed</summary>${table(['result', 'case'], cases.map(row))}</details>`;
  return (
    list(broken.map((finding) => `${finding.severity}: ${findingText(finding)}`)) +
    (failed.length > 0 ? table(['result', 'case'], failed.map(row)) : '') +
    everyCase +
    deviationList(all)
  );
}

/** A key with more than one shape: the target changed its mind while it was measured. */
export function shapePart({ shapes, record }: RunResult): string {
  const start = Date.parse(record.startedAt) / 1000;
  const rows = shapes.flatMap((seen) => {
    const first = shapes.find(({ key }) => key === seen.key);
    if (!first || first === seen) return [];
    const drifts = driftFrom([first.shape.split(' ')], seen.shape.split(' ')).map(
      ({ pointer, kind, found }) => `${pointer} ${kind}: ${found}`,
    );
    return [[seen.key, `${Math.max(0, Math.round(seen.firstSeen - start))} s`, String(seen.users), drifts.join('; ')]];
  });
  return rows.length === 0 ? '' : table(['answer', 'first seen after', 'users', 'what differs from the first shape'], rows);
}
