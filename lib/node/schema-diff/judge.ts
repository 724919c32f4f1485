import Ajv2020 from 'ajv/dist/2020.js';
import { UsageError } from '../../core/usage-error.js';
import { candidates } from './candidates.js';
import { applyChange, type Change, compareSchemas, inOrder, type Schema } from './changes.js';

/** What a change means for those who read answers: `breaking` where they must now expect what they did not before. */
export type Effect = 'breaking' | 'compatible' | 'cannot tell';

export interface Row {
  /** Stable: keyword and direction, such as `required-narrowed`. */
  id: string;
  effect: Effect;
  schema: string;
  pointer: string;
  before: unknown;
  after: unknown;
  /** An answer that one version takes and the other does not. */
  example?: unknown;
}

type Validate = (data: unknown) => boolean;

/** @throws UsageError where the schema is no good */
function compile(schema: Schema): Validate {
  try {
    return new Ajv2020({ strict: false, logger: false }).compile(schema) as Validate;
  } catch (error) {
    throw new UsageError([`the schema "${schema.title ?? ''}" cannot be compiled: ${(error as Error).message}`]);
  }
}

const holds = (list: unknown, items: unknown): boolean => {
  const [known, wanted] = [list, items].map((value) => (Array.isArray(value) ? value.map((item) => JSON.stringify(item)) : []));
  return (wanted ?? []).every((item) => known?.includes(item));
};

/**
 * Whether a change puts something else in a place, so that an example of what it refuses proves nothing: what it lets through may look like
 * none of the examples. More of `allOf`, and less of `anyOf`, only refuse.
 */
function isSwap({ keyword, before, after }: Change): boolean {
  if (before === undefined || after === undefined) return false;
  if (keyword === 'pattern' || keyword === 'oneOf') return true;
  if (keyword === 'allOf') return !holds(after, before);
  if (keyword === 'anyOf') return !holds(before, after);
  return [before, after].some((value) => typeof value === 'object' && value !== null && !Array.isArray(value));
}

/** What a change alone lets through or refuses; of a piece that others refer to, all changes together. */
function withChange(before: Schema, after: Schema, change: Change): Validate {
  try {
    return new Ajv2020({ strict: false, logger: false }).compile(applyChange(before, change)) as Validate;
  } catch {
    return compile(after);
  }
}

/** The versions of a schema, compiled. */
interface Versions {
  old: Validate;
  /** With the one change. */
  changed: Validate;
  /** With all of them: what this one refuses nobody will see. */
  now: Validate;
}

function judgeChange(schema: string, change: Change, { old, changed, now }: Versions, corpus: readonly unknown[]): Row {
  const found: { widened?: { example: unknown }; narrowed?: { example: unknown } } = {};
  for (const example of candidates(change, corpus)) {
    if (example === undefined) continue;
    const [before, after] = [old(example), changed(example)];
    if (before === after || now(example) !== after) continue;
    found[after ? 'widened' : 'narrowed'] ??= { example };
    if (found.widened && found.narrowed) break;
  }
  if (isSwap(change) && !found.widened) delete found.narrowed;
  const direction = found.widened ? (found.narrowed ? 'changed' : 'widened') : found.narrowed ? 'narrowed' : 'unclear';
  const shown = found.widened ?? found.narrowed;
  return {
    id: `${change.keyword}-${direction}`,
    effect: found.widened ? 'breaking' : found.narrowed ? 'compatible' : 'cannot tell',
    schema,
    pointer: change.pointer || '/',
    before: change.before,
    after: change.after,
    ...(shown && { example: shown.example }),
  };
}

/**
 * Judges a schema that changed. A row is told breaking or compatible only where an example shows it.
 *
 * @param corpus answers that belong to the schema
 */
export function judgeSchemas(schema: string, before: Schema, after: Schema, corpus: readonly unknown[]): Row[] {
  const [was, is] = [inOrder(before), inOrder(after)];
  const [old, now] = [compile(was), compile(is)];
  // One change at a time, so that an example shows that one alone.
  return compareSchemas(was, is).map((change) => judgeChange(schema, change, { old, now, changed: withChange(was, is, change) }, corpus));
}

type Responses = Record<string, Record<string, string | null>>;

/** Judges a changed table of statuses: a status that is new must now be expected. */
export function judgeResponses(before: Responses, after: Responses): Row[] {
  const operations = Array.from(new Set([...Object.keys(before), ...Object.keys(after)]));
  return operations.flatMap((operation) => {
    const [old, now] = [before[operation] ?? {}, after[operation] ?? {}];
    const changed = Array.from(new Set([...Object.keys(old), ...Object.keys(now)])).filter((status) => old[status] !== now[status]);
    return changed.map((status): Row => {
      const [direction, effect] = !(status in old)
        ? (['widened', 'breaking'] as const)
        : !(status in now)
          ? (['narrowed', 'compatible'] as const)
          : (['changed', 'cannot tell'] as const);
      const pointer = `/responses/${operation}/${status}`;
      return { id: `status-${direction}`, effect, schema: 'contract', pointer, before: old[status], after: now[status] };
    });
  });
}

/** Judges a changed table of what stands inside a token response: a part that is held to nothing may hold anything. */
export function judgeParts(before: Record<string, string>, after: Record<string, string>): Row[] {
  const changed = Object.keys({ ...before, ...after }).filter((part) => before[part] !== after[part]);
  return changed.map((part): Row => {
    const [old, now] = [before[part], after[part]];
    const [direction, effect] =
      now === undefined
        ? (['removed', 'breaking'] as const)
        : old === undefined
          ? (['added', 'compatible'] as const)
          : (['changed', 'cannot tell'] as const);
    return { id: `part-${direction}`, effect, schema: 'contract', pointer: `/parts/${part}`, before: old, after: now };
  });
}

/** An answer of the corpus that the two versions do not agree on. */
export interface Replayed {
  schema: string;
  source: string;
  before: boolean;
  after: boolean;
}

export interface CorpusEntry {
  schema: string;
  source: string;
  value: unknown;
}

/** Holds every answer of the corpus to both versions of its schema. */
export function replay(corpus: readonly CorpusEntry[], before: Record<string, Schema>, after: Record<string, Schema>): Replayed[] {
  return corpus.flatMap(({ schema, source, value }) => {
    const [old, now] = [before[schema], after[schema]];
    if (!old || !now) return [];
    return [{ schema, source, before: compile(old)(value), after: compile(now)(value) }];
  });
}
