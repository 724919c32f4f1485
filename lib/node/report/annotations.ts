import type { RunResult } from '../analysis/analyse.js';
import { grantedNothing } from '../analysis/how-it-ended.js';
import { gatherFailures } from './gather.js';

// The characters that end a workflow command's data or a property of it.
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/**
 * GitHub workflow commands: an error for every broken rule and every reason against the target, a warning for the rest. Of a target that
 * grants nothing that is the one that is told: everything else follows from it.
 */
export function annotations(result: RunResult): string[] {
  const cause = result.verdict.reasons.filter(grantedNothing);
  const [failures, reasons] = cause.length > 0 ? [[], cause] : [gatherFailures(result), result.verdict.reasons];
  return [
    ...failures.map(({ rule, text, demand }) => `::error title=${property(rule)}::${data(`${text}. ${demand}`)}`),
    ...reasons.map(({ status, text }) => `::${status === 'FAIL' ? 'error' : 'warning'} title=k6-ropc ${status}::${data(text)}`),
  ];
}
