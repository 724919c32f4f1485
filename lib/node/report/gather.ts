import { rules } from '../../core/contract/rules.js';
import { findingSentence } from '../../core/contract/sentence.js';
import type { RunResult } from '../analysis/analyse.js';
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

/** Those that break the contract. */
export function gatherFailures(result: Pick<RunResult, 'findings' | 'cases'>): Gathered[] {
  return gatherFindings(result).filter(({ severity }) => severity === 'failure');
}
