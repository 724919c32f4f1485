import type { RunResult } from '../analysis/analyse.js';
import { grantedNothing } from '../analysis/how-it-ended.js';
import { gatherFailures } from './gather.js';

// The characters that end a workflow command's data or a property of it.
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** GitHub shows no more of one step. */
const MOST = 10;

/** A GitHub workflow command that marks a step. */
export function annotation(level: 'error' | 'warning', title: string, text: string): string {
  return `::${level} title=${property(title)}::${data(text)}`;
}

/**
 * What GitHub is told of a run that did not pass: each reason and each broken rule. Of a target that grants nothing that is the one that is
 * told: everything else follows from it.
 */
export function annotations(result: RunResult): string[] {
  const { status, reasons } = result.verdict;
  const cause = reasons.filter(grantedNothing);
  // Beside a fact what is unclear matters less.
  const told = (cause.length > 0 ? cause : reasons).map((reason) =>
    annotation(reason.status === status ? 'error' : 'warning', `k6-ropc ${reason.status}`, reason.text),
  );
  const failures = cause.length > 0 ? [] : gatherFailures(result);
  const all = [...told, ...failures.map(({ text, demand }) => annotation('error', 'k6-ropc: broken rule', `${text}. ${demand}`))];
  if (all.length <= MOST) return all;
  const left = all.length - MOST + 1;
  return [...all.slice(0, MOST - 1), annotation('warning', 'k6-ropc', `and ${left} more: the summary of the job has them`)];
}
