import type { RunResult } from '../analysis/analyse.js';
import { findingText } from './words.js';

// The characters that end a workflow command's data or a property of it.
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** GitHub workflow commands: an error for every broken rule and every reason against the target, a warning for the rest. */
export function annotations({ verdict, cases, findings }: RunResult): string[] {
  const failures = [...findings, ...cases.flatMap((item) => item.findings)].filter(({ severity }) => severity === 'failure');
  return [
    ...failures.map((finding) => `::error title=${property(finding.rule)}::${data(findingText(finding))}`),
    ...verdict.reasons.map(({ status, text }) => `::${status === 'FAIL' ? 'error' : 'warning'} title=k6-ropc ${status}::${data(text)}`),
  ];
}
