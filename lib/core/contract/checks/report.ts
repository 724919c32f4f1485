import { describe } from '../describe.js';
import type { RuleId } from '../rules.js';
import type { RawFinding } from '../types.js';

/** Notes that a rule is broken at a pointer, and what stood there. */
export type Report = (rule: RuleId, pointer: string, found: unknown) => void;

/** A report into a list, for rules that code holds; what was found goes through {@link describe}. */
export function reportInto(findings: RawFinding[], secrets: readonly string[]): Report {
  return (rule, pointer, found) =>
    findings.push({ rule, schema: 'check', pointer, keyword: 'check', found: describe(found, pointer, secrets) });
}
