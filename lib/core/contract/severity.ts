import type { RuleId } from './rules.js';
import type { CompiledContract, Deviation, Finding, RawFinding } from './types.js';

/** Gives findings their severity. */
export type WithSeverity = (findings: readonly RawFinding[], caseId?: string) => Finding[];

/** Whether an entry of the register excuses its rule in a case, or outside of any. */
export function excuses({ cases }: Deviation, caseId = ''): boolean {
  return cases === undefined || cases.includes(caseId);
}

/**
 * Gives findings their severity; `deviation` where the register excuses one.
 *
 * @param today YYYY-MM-DD
 */
export function severityFrom(contract: CompiledContract, today: string): WithSeverity {
  const valid = contract.deviations.filter(({ expires }) => today <= expires);
  return (findings, caseId) => {
    const excused = new Set(valid.filter((entry) => excuses(entry, caseId)).map(({ rule }) => rule));
    const severityOf = (rule: RuleId): Finding['severity'] =>
      excused.has(rule) ? 'deviation' : contract.warnings.includes(rule) ? 'warning' : 'failure';
    return findings.map((finding) => ({ ...finding, severity: severityOf(finding.rule) }));
  };
}
