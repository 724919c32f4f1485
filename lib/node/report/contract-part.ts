import { type RuleId, rules } from '../../core/contract/rules.js';
import { driftFrom } from '../../core/contract/shape.js';
import type { RunResult } from '../analysis/analyse.js';
import type { CaseResult } from '../analysis/contract-result.js';
import { list, table } from './elements.js';
import { type Gathered, gatherFindings } from './gather.js';

/** Registered deviations, a line for each rule; what differs from answer to answer says nothing here. */
function deviationList(findings: readonly Gathered[], provider: string): string {
  const met = new Set(findings.filter(({ severity }) => severity === 'deviation').map(({ rule }) => rule));
  if (met.size === 0) return '';
  const lines = Array.from(met, (rule) => `${rule}, which says: ${rules[rule as RuleId].sentence}`);
  return `<p>Known deviations, which the register expects (schemas/${provider}/deviations.json):</p>${list(lines)}`;
}

/** What broke the contract, and every case. */
export function contractPart(result: RunResult): string {
  const { cases, record } = result;
  const all = gatherFindings(result);
  const broken = all.filter(({ severity }) => severity !== 'deviation');
  const failed = cases.filter(({ result }) => result === 'failed');
  const row = ({ result, sentence, seen = '' }: CaseResult) => [result, sentence, seen];
  const passed = cases.filter(({ result }) => result === 'passed').length;
  const everyCase =
    cases.length === 0
      ? ''
      : `<details><summary>${passed} of ${cases.length} cases passed</summary>${table(['result', 'case', 'seen'], cases.map(row))}</details>`;
  return (
    list(broken.map(({ severity, text, demand }) => `${severity}: ${text}. ${demand}`)) +
    (failed.length > 0 ? table(['result', 'case', 'seen'], failed.map(row)) : '') +
    everyCase +
    list(record.contract?.leftOut ?? []) +
    deviationList(all, record.provider.name)
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
