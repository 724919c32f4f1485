import { rules } from './rules.js';
import type { CompiledContract, Finding, RawFinding } from './types.js';

/**
 * Gives findings their severity; `deviation` where the register excuses one.
 *
 * @param today YYYY-MM-DD
 */
export function severityFrom(contract: CompiledContract, today: string): (findings: readonly RawFinding[]) => Finding[] {
  const excused = new Set(contract.deviations.filter(({ expires }) => today <= expires).map(({ rule }) => rule));
  return (findings) =>
    findings.map((finding) => ({ ...finding, severity: excused.has(finding.rule) ? 'deviation' : rules[finding.rule].severity }));
}
