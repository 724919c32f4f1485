import type { TestCase, TestSuite } from 'junit-report-builder';
import { rules } from '../../core/contract/rules.js';
import { expectationSentence } from '../../core/experiments/catalogue.js';
import type { Status } from '../../core/verdict.js';
import type { RunResult } from '../analysis/analyse.js';
import { grantedNothing } from '../analysis/how-it-ended.js';
import { comparisons } from './comparison.js';
import { findingText, observed } from './words.js';
import { WRONG_ANSWERS, wrongAnswerRows } from './wrong-answers.js';

// XML 1.0 has no place for most control characters, nor CDATA for its own end, and an endpoint can send any.
const clean = (text: string): string => text.replace(/[^\t\n\x20-\uFFFD]/g, '?').replaceAll(']]>', ']] >');

// The builder writes local time, without a zone: the same everywhere is that of UTC.
function utcOf(startedAt: string): Date {
  const moment = new Date(startedAt);
  return new Date(moment.getTime() + moment.getTimezoneOffset() * 60_000);
}

/** Some viewers show the message, and some the text. */
function fail(testCase: TestCase, why: string): void {
  testCase.failure(clean(why.split('\n')[0] ?? '')).stacktrace(clean(why));
}

/** Adds a test case: passed, failed, or skipped where nothing can be said. */
function addCase(suite: TestSuite, className: string, name: string, status: Status, why: string): void {
  const testCase = suite.testCase().className(className).name(clean(name));
  if (status === 'FAIL') fail(testCase, why);
  else if (status === 'INCONCLUSIVE') testCase.standardOutput(clean(why)).skipped();
}

/** Where nothing was granted that is what failed, and not all that follows from it. */
const brokenOf = ({ verdict }: RunResult): Status => (verdict.reasons.some(grantedNothing) ? 'INCONCLUSIVE' : 'FAIL');

function addCases(suite: TestSuite, result: RunResult): void {
  const status = { passed: 'PASS', failed: brokenOf(result), 'not run': 'INCONCLUSIVE' } as const;
  for (const { id, sentence, result: ended, seen = '', findings } of result.cases) {
    const broken = findings.filter(({ severity }) => severity === 'failure').map(findingText);
    addCase(suite, 'contract', `${id}: ${sentence}`, status[ended], broken.join('\n') || `the case ${ended}${seen && ` (${seen})`}`);
  }
}

/** The rules that an answer of this run was held to. */
function heldRules({ record, cases, operations }: RunResult): Set<string> {
  const run = cases.filter(({ result }) => result !== 'not run').map(({ id }) => id);
  if (run.length === 0 && !operations.some(({ answers }) => answers > 0)) return new Set();
  const ofCases = (record.contract?.cases ?? []).filter(({ id }) => run.includes(id)).flatMap(({ rules: own = [] }) => own);
  return new Set<string>([...record.rules, ...ofCases]);
}

/** A test case for every rule: failed where any answer of the run broke it, skipped where none was held to it. */
function addRules(suite: TestSuite, result: RunResult): void {
  const held = heldRules(result);
  const findings = [...result.findings, ...result.cases.flatMap((item) => item.findings)];
  for (const [id, { sentence, source }] of Object.entries(rules)) {
    const broken = findings.filter(({ rule, severity }) => rule === id && severity === 'failure').map(findingText);
    const status = broken.length > 0 ? brokenOf(result) : held.has(id) ? 'PASS' : 'INCONCLUSIVE';
    const why = broken.join('\n') || 'no answer of this run was held to it';
    addCase(suite, `rules.${id.split('.')[0]}`, `${id}: ${sentence} (${source})`, status, why);
  }
}

function addExpectations(suite: TestSuite, { expectations }: RunResult): void {
  const status = { held: 'PASS', broken: 'FAIL', unclear: 'INCONCLUSIVE', skipped: 'INCONCLUSIVE' } as const;
  for (const seen of expectations) {
    const name = `${seen.id}: ${expectationSentence(seen)}`;
    addCase(suite, `experiments.${seen.experiment}`, name, status[seen.result], `${seen.result}: ${seen.found}`);
  }
}

function addGates(suite: TestSuite, { verdict }: RunResult): void {
  for (const gate of verdict.gates) {
    const status = gate.judged && gate.holds ? 'PASS' : gate.judged && gate.blame === 'target' ? 'FAIL' : 'INCONCLUSIVE';
    addCase(suite, 'gates', gate.meaning, status, `seen: ${observed(gate)}${gate.judged ? '' : ', of too few answers to judge by'}`);
  }
}

function addComparisons(suite: TestSuite, result: RunResult): void {
  const status = { held: 'PASS', broken: 'FAIL', unclear: 'INCONCLUSIVE' } as const;
  for (const { operation, what, before, now, interval, result: held } of comparisons(result))
    addCase(suite, 'comparison', `${operation}: ${what} is no worse`, status[held], `${before}, now ${now} (95 % confidence: ${interval})`);
}

/** The verdict as a test case of its own, for not every reason is a gate: a file without failures is that of a run that passed. */
function addVerdict(suite: TestSuite, result: RunResult): void {
  const { status, reasons } = result.verdict;
  const testCase = suite.testCase().className('verdict').name('the run is PASS');
  const why = clean(reasons.map((reason) => `${reason.status}: ${reason.text}`).join('\n'));
  if (status === 'FAIL') fail(testCase, why);
  else if (status === 'INCONCLUSIVE') testCase.error(why);
  const wrong = wrongAnswerRows(result).map((row) => row.join(' | '));
  if (wrong.length > 0) testCase.standardOutput(clean([WRONG_ANSWERS, ...wrong].join('\n')));
}

/** JUnit XML: a test case for every contract case, rule, expectation, gate and comparison, and for the verdict. */
export async function junitReport(result: RunResult): Promise<string> {
  // Loaded when it is needed, for it takes 25 MB.
  const { default: junit } = await import('junit-report-builder');
  const { record } = result;
  const builder = junit.newBuilder();
  const suite = builder.testSuite().name(`k6-ropc ${record.profile}`).timestamp(utcOf(record.startedAt));
  addCases(suite, result);
  addRules(suite, result);
  addExpectations(suite, result);
  addGates(suite, result);
  addComparisons(suite, result);
  addVerdict(suite, result);
  return builder.build();
}
