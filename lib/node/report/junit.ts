import junit, { type TestSuite } from 'junit-report-builder';
import { rules } from '../../core/contract/catalogue.js';
import { sentenceOf } from '../../core/experiments/catalogue.js';
import type { RunResult } from '../analysis/analyse.js';
import type { CountedFinding } from '../samples/columns.js';
import { findingText, observed } from './words.js';

// XML 1.0 has no place for most control characters, and an endpoint can send any.
const clean = (text: string): string => text.replace(/[^\x20-\uFFFD]/g, '?');

function addCase(suite: TestSuite, className: string, name: string, failure: string | undefined): void {
  const testCase = suite.testCase().className(className).name(clean(name));
  if (failure !== undefined) testCase.failure(clean(failure));
}

/** A test case for every rule: failed where any answer of the run broke it. */
function addRules(suite: TestSuite, findings: readonly CountedFinding[]): void {
  for (const [id, { sentence, source }] of Object.entries(rules)) {
    const broken = findings.filter(({ rule, severity }) => rule === id && severity === 'failure');
    addCase(
      suite,
      `rules.${id.split('.')[0]}`,
      `${id}: ${sentence} (${source})`,
      broken.length > 0 ? broken.map(findingText).join('\n') : undefined,
    );
  }
}

/** JUnit XML: a test case for every contract case, every rule, every expectation and every gate. */
export function junitReport({ record, verdict, cases, findings, expectations }: RunResult): string {
  const builder = junit.newBuilder();
  const suite = builder.testSuite().name(`k6-ropc ${record.profile}`).timestamp(new Date(record.startedAt));
  for (const item of cases) {
    const failure = item.findings
      .filter((finding) => finding.severity === 'failure')
      .map(findingText)
      .join('\n');
    addCase(suite, 'contract', `${item.id}: ${item.sentence}`, item.result === 'passed' ? undefined : failure || `the case ${item.result}`);
  }
  addRules(suite, [...findings, ...cases.flatMap((item) => item.findings)]);
  for (const seen of expectations)
    addCase(
      suite,
      `experiments.${seen.experiment}`,
      `${seen.id}: ${sentenceOf(seen)}`,
      seen.result === 'held' ? undefined : `${seen.result}: ${seen.found}`,
    );
  for (const gate of verdict.gates) {
    addCase(suite, 'gates', gate.meaning, gate.holds && gate.judged ? undefined : `seen: ${observed(gate)}`);
  }
  return builder.build();
}
