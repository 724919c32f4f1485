import { rules } from '../../core/contract/rules.js';
import { findingSentence } from '../../core/contract/sentence.js';
import type { RunResult } from '../analysis/analyse.js';
import type { CaseResult } from '../analysis/contract-result.js';
import type { CountedFinding } from '../samples/columns.js';

/** The same finding wherever it came up. */
export interface Gathered {
  rule: string;
  severity: CountedFinding['severity'];
  /** "token.expires-in: refresh /expires_in was null (token-response, type), 312 times; cases refresh, sign-in" */
  text: string;
  /** What the rule demands. */
  demand: string;
}

const MOST_CASES = 3;

function inCases(ids: readonly string[]): string {
  if (ids.length === 0) return '';
  const more = ids.length > MOST_CASES ? ` and ${ids.length - MOST_CASES} more` : '';
  return `; case${ids.length === 1 ? '' : 's'} ${ids.slice(0, MOST_CASES).join(', ')}${more}`;
}

// What says that the register itself is at fault explains the rest.
const isOfRegister = ({ rule }: Gathered): boolean => rule.startsWith('deviation.');

/** All that a run found, each place once, with how often and with how many values it came up, and in which contract cases. */
export function gatherFindings({ findings, cases }: Pick<RunResult, 'findings' | 'cases'>): Gathered[] {
  const groups = new Map<string, CountedFinding[]>();
  for (const finding of [...findings, ...cases.flatMap((item) => item.findings)]) {
    const { severity, rule, op, pointer, schema, keyword } = finding;
    const key = [severity, rule, op, pointer, schema, keyword].join(' ');
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  const gathered = Array.from(groups.values(), (group): Gathered => {
    const first = group[0] as CountedFinding;
    const count = group.reduce((sum, finding) => sum + finding.count, 0);
    const ids = Array.from(new Set(group.map(({ caseId }) => caseId).filter((id) => id !== '')));
    const others = new Set(group.map(({ found }) => found)).size - 1;
    const values = others > 0 ? `, or ${others} other ${others === 1 ? 'value' : 'values'}` : '';
    const text = `${findingSentence(first, first.op)}${values}${count > 1 ? `, ${count} times` : ''}${inCases(ids)}`;
    return { rule: first.rule, severity: first.severity, text, demand: rules[first.rule].sentence };
  });
  return gathered.sort((a, b) => Number(isOfRegister(b)) - Number(isOfRegister(a)));
}

/** "warnings: http.pragma, semantics.query"; empty where there is none. */
export function warningLine(result: Pick<RunResult, 'findings' | 'cases'>): string {
  const warned = new Set(gatherFindings(result).flatMap(({ rule, severity }) => (severity === 'warning' ? [rule] : [])));
  return warned.size === 0 ? '' : `warnings, which break nothing (report.html has them in full): ${Array.from(warned).sort().join(', ')}`;
}

/** Why cases were not run, each reason with how many. */
export function notRunLines(cases: readonly CaseResult[]): string[] {
  const reasons = new Map<string, number>();
  for (const { result, seen } of cases) if (result === 'not run' && seen) reasons.set(seen, (reasons.get(seen) ?? 0) + 1);
  return Array.from(reasons, ([reason, count]) => `${count} not run: ${reason}`);
}

/** What came of the last request of a case that failed; nothing where that was as it should be, and something else was not. */
export function failedLine({ sentence, seen }: CaseResult): string {
  return seen === undefined || seen === 'ok' || seen.startsWith('rejected-as-expected') ? sentence : `${sentence} (${seen})`;
}

/** Those that break the contract. */
export function gatherFailures(result: Pick<RunResult, 'findings' | 'cases'>): Gathered[] {
  return gatherFindings(result).filter(({ severity }) => severity === 'failure');
}
