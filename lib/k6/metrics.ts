import { Counter, Rate, Trend } from 'k6/metrics';
import { findingSentence } from '../core/contract/sentence.js';
import type { Expectation, Finding, Shape } from '../core/contract/types.js';
import { METRICS } from '../core/metrics.js';
import { isError, type Outcome } from '../core/outcome.js';
import { exec } from './execution.js';

const duration = new Trend(METRICS.duration, true);
const responses = new Counter(METRICS.responses);
const errors = new Rate(METRICS.errors);
const findingsCounter = new Counter(METRICS.findings);
const exceptions = new Counter(METRICS.exceptions);
const signatures = new Counter(METRICS.signatures);
const shapes = new Counter(METRICS.shapes);

const taggedAs = { op: '', phase: '' };

/**
 * Gives everything that this virtual user counts from now on its operation and phase as tags, k6's own metrics too: a tag
 * that is handed over with each value is read anew by k6 each time. A virtual user that k6 hands on to another scenario loses
 * its tags, but there it does something else, too.
 */
export function tagVu(op: string, phase: string): void {
  if (taggedAs.op === op && taggedAs.phase === phase) return;
  const { tags } = exec.vu.metrics;
  tags.op = taggedAs.op = op;
  tags.phase = taggedAs.phase = phase;
}

const outcomeTags: Partial<Record<Outcome, { outcome: Outcome }>> = {};

// A broken target breaks every answer: so many of a virtual user's are told in full, and all are counted.
const MOST_TRACES = 100;
let traces = 0;

/** Something that goes along with an answer, as metadata. */
export interface Note {
  name: 'trace' | 'owner';
  text: string;
}

/** Adds a value with something that is no tag, for tags must stay few. */
export function addWith(name: string, text: string, add: () => void): void {
  const { metadata } = exec.vu.metrics;
  metadata[name] = text;
  add();
  delete metadata[name];
}

/**
 * Counts one judged answer.
 *
 * @param note what else there is to say of it: how to find a wrong one again, or whose tokens a right one has
 */
export function countAnswer(op: string, phase: string, expects: Expectation, outcome: Outcome, ms: number, note?: Note): void {
  tagVu(op, phase);
  outcomeTags[outcome] ??= { outcome };
  const tags = outcomeTags[outcome];
  if (note && (note.name !== 'trace' || ++traces <= MOST_TRACES)) addWith(note.name, note.text, () => duration.add(ms, tags));
  else duration.add(ms, tags);
  responses.add(1, tags);
  errors.add(isError(outcome, expects));
}

// The first users, and a tenth of the others, each say once what they saw; the samples have all of it.
const VOICES = 3;
const VOICE_EVERY = 10;
let known: Set<string> | undefined;

function say(text: string, severity: string): void {
  if (severity === 'deviation' || (known?.size ?? 0) > 50) return;
  const { idInTest } = exec.vu;
  if (idInTest <= VOICES || (severity === 'failure' && idInTest % VOICE_EVERY === 0)) console.warn(`${severity}: ${text}`);
}

/** Counts broken rules. What was found goes along as metadata. */
export function countFindings(findings: readonly Finding[], op: string, caseId = ''): void {
  for (const finding of findings) {
    const { rule, schema, pointer, keyword, found, severity } = finding;
    const text = findingSentence(finding, op);
    const seen = known?.has(text);
    // A warning or an excused deviation is no count of anything: once a user is enough.
    if (seen && severity !== 'failure') continue;
    if (!seen) say(text, severity);
    known = (known ?? new Set()).add(text);
    addWith('found', found, () => findingsCounter.add(1, { op, rule, severity, schema, pointer, keyword, case: caseId }));
  }
}

/**
 * Counts an answer whose signatures were verified, good or not.
 *
 * @param subject of a sign-in, whose tokens these are, see `subjectOf`; goes along as metadata
 */
export function countVerified(op: string, subject?: string): void {
  const count = () => signatures.add(1, { op });
  if (subject === undefined) count();
  else addWith('subject', subject, count);
}

/** Leaves a shape in the samples, with the moment that it was seen, for the shape lock and the report. */
export function countShape(key: string, shape: Shape, caseId: string): void {
  addWith('shape', shape.join(' '), () => shapes.add(1, { key, case: caseId }));
}

/** An exception in an iteration does not fail a k6 run, so it is counted, and a threshold stands on the count. */
export function countException(error: unknown): void {
  exceptions.add(1);
  console.error(`exception in the suite: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}
