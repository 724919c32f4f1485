import type { Change } from './changes.js';

const SAMPLES: unknown[] = [
  null,
  true,
  0,
  1,
  -1,
  1.5,
  3600,
  1e13,
  '',
  '0',
  'abc',
  'a b',
  'a.b.c',
  'x'.repeat(600),
  '\u00fc',
  ' a',
  'a"b\\c',
  'a\r\nb',
  'a\u0000b',
  [],
  ['a'],
  [7],
  {},
];

const stepsOf = (pointer: string): string[] => pointer.split('/').slice(1);

function valueAt(root: unknown, steps: readonly string[]): unknown {
  return steps.reduce((value, step) => (value as Record<string, unknown> | undefined)?.[step], root);
}

/** A copy of `root` with another value at a place; undefined takes the member out. Undefined where there is no such place. */
function withValue(root: unknown, steps: readonly string[], value: unknown): unknown {
  if (steps.length === 0) return value;
  const copy = structuredClone(root);
  const parent = valueAt(copy, steps.slice(0, -1));
  if (typeof parent !== 'object' || parent === null) return undefined;
  const name = steps.at(-1) as string;
  if (value === undefined) delete (parent as Record<string, unknown>)[name];
  else (parent as Record<string, unknown>)[name] = value;
  return copy;
}

/** Values that lie on one side of a bound and on the other; within a list of subschemas, too. */
function around(value: unknown): unknown[] {
  if (typeof value === 'number') return [value - 1, value, value + 1, 'x'.repeat(Math.min(Math.max(0, value), 10_000)), String(value)];
  if (Array.isArray(value)) return [...value, ...value.filter((one) => typeof one === 'object').flatMap(around)];
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(around);
  return value === undefined ? [] : [value];
}

function variantsOf(value: unknown): unknown[] {
  if (typeof value === 'string') return [value, value.toUpperCase(), `${value}x`, `${value} `, value.slice(1)];
  return value === undefined ? [] : [value, String(value), [value]];
}

function names(change: Change): string[] {
  const lists = [change.before, change.after].map((value) => (Array.isArray(value) ? value : []));
  return lists.flat().filter((name): name is string => typeof name === 'string');
}

/** Answers that could tell an old schema from a new one: known ones with something else at the place that changed. */
export function* candidates(change: Change, corpus: readonly unknown[]): Generator<unknown> {
  const steps = stepsOf(change.instance);
  for (const known of corpus) {
    yield known;
    const here = valueAt(known, steps);
    const values = [undefined, ...variantsOf(here), ...around(change.before), ...around(change.after), ...SAMPLES];
    for (const value of values) yield withValue(known, steps, value);
    if (change.keyword === 'required') for (const name of names(change)) yield withValue(known, [...steps, name], undefined);
    if (change.keyword === 'additionalProperties') yield withValue(known, [...steps, 'extra'], 1);
    if (Array.isArray(here)) for (const value of SAMPLES) yield withValue(known, [...steps, '0'], value);
  }
}
