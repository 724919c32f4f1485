import { findingSentence } from '../../core/contract/sentence.js';
import type { RunResult } from '../analysis/analyse.js';
import type { CountedFinding } from '../samples/columns.js';

/** The same finding wherever it came up. */
export interface Gathered {
  rule: string;
  severity: CountedFinding['severity'];
  /** "token.expires-in: refresh /expires_in was null (token-response, type), 312 times; in the cases refresh and sign-in" */
  text: string;
}

const MOST_CASES = 3;

function inCases(ids: readonly string[]): string {
  if (ids.length === 0) return '';
  const more = ids.length > MOST_CASES ? ` and ${ids.length - MOST_CASES} more` : '';
  return `; case${ids.length === 1 ? '' : 's'} ${ids.slice(0, MOST_CASES).join(', ')}${more}`;
}

/** All that a run found, each finding once, with how often it came up and in which contract cases. */
export function gatherFindings({ findings, cases }: Pick<RunResult, 'findings' | 'cases'>): Gathered[] {
  const groups = new Map<string, CountedFinding[]>();
  for (const finding of [...findings, ...cases.flatMap((item) => item.findings)]) {
    const key = `${finding.severity} ${findingSentence(finding, finding.op)}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return Array.from(groups.values(), (group) => {
    const first = group[0] as CountedFinding;
    const count = group.reduce((sum, finding) => sum + finding.count, 0);
    const ids = Array.from(new Set(group.map(({ caseId }) => caseId).filter((id) => id !== '')));
    const text = `${findingSentence(first, first.op)}${count > 1 ? `, ${count} times` : ''}${inCases(ids)}`;
    return { rule: first.rule, severity: first.severity, text };
  });
}

/** Those that break the contract. */
export function gatherFailures(result: Pick<RunResult, 'findings' | 'cases'>): Gathered[] {
  return gatherFindings(result).filter(({ severity }) => severity === 'failure');
}
