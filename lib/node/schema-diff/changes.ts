/** A JSON Schema, or a piece of one. */
export type Schema = Record<string, unknown>;

/** A keyword that is not the same in both versions of a schema. */
export interface Change {
  /** JSON pointer of the subschema. */
  pointer: string;
  keyword: string;
  before: unknown;
  after: unknown;
  /** JSON pointer of the values that the subschema is about, in an answer. */
  instance: string;
}

// These say something about a schema and nothing about an answer.
const ANNOTATIONS = ['$schema', '$id', 'title', 'description', 'rule', '$comment', 'examples', 'default', 'deprecated'];
const LISTS = ['allOf', 'anyOf', 'oneOf'];
// Whose order says nothing.
const SETS = [...LISTS, 'required', 'enum', 'type'];
const SINGLE = ['items', 'contains', 'not'];

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);

/** By the rule that it stands for, where it has one, so that a subschema that changed keeps its place. */
const placeOf = (item: unknown): string => `${isSchema(item) ? (item.rule ?? '') : ''} ${JSON.stringify(item)}`;

/** The same schema with every list whose order says nothing in one order. */
export function inOrder(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema), (name, value: unknown) =>
    SETS.includes(name) && Array.isArray(value) ? [...value].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)) : value,
  ) as Schema;
}

/** Of members that must be there, those that need not any more and those that must now are two changes. */
function compareRequired(before: readonly unknown[], after: readonly unknown[], pointer: string, instance: string): Change[] {
  const change = (list: unknown[]): Change => ({ pointer, keyword: 'required', before, after: list, instance });
  const [dropped, added] = [before.filter((name) => !after.includes(name)), after.filter((name) => !before.includes(name))];
  return [
    ...(dropped.length > 0 ? [change(before.filter((name) => after.includes(name)))] : []),
    ...(added.length > 0 ? [change([...before, ...added])] : []),
  ];
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const keysOf = (before: Schema, after: Schema): string[] => Array.from(new Set([...Object.keys(before), ...Object.keys(after)]));

function compareProperties(before: Schema, after: Schema, pointer: string, instance: string): Change[] {
  return keysOf(before, after).flatMap((name) => {
    const [old, now] = [before[name], after[name]];
    const place = `${pointer}/${name}`;
    if (isSchema(old) && isSchema(now)) return compareSchemas(old, now, place, `${instance}/${name}`);
    return same(old, now) ? [] : [{ pointer: place, keyword: 'properties', before: old, after: now, instance: `${instance}/${name}` }];
  });
}

/** The schema before, with this one change made. */
export function applyChange(before: Schema, { pointer, keyword, after }: Change): Schema {
  const copy = structuredClone(before);
  const steps = pointer.split('/').slice(1);
  const name = keyword === 'properties' ? (steps.pop() as string) : keyword;
  let place = copy as Record<string, unknown>;
  for (const step of steps) {
    place[step] ??= {};
    place = place[step] as Record<string, unknown>;
  }
  if (after === undefined) delete place[name];
  else place[name] = after;
  return copy;
}

/** A schema without the subschemas whose rule is a registered deviation, which no answer of the provider keeps. */
export function withoutRules(schema: Schema, rules: readonly string[]): Schema {
  return JSON.parse(JSON.stringify(schema), (_, value: unknown) => {
    if (!isSchema(value) || !Array.isArray(value.allOf)) return value;
    const { allOf, ...rest } = value;
    const kept = (allOf as Schema[]).filter(({ rule }) => !rules.includes(String(rule)));
    return kept.length === 0 ? rest : { ...rest, allOf: kept };
  }) as Schema;
}

/** Every keyword that differs, deepest place first told; annotations do not count. */
export function compareSchemas(before: Schema, after: Schema, pointer = '', instance = ''): Change[] {
  return keysOf(before, after)
    .filter((keyword) => !ANNOTATIONS.includes(keyword))
    .flatMap((keyword) => {
      const [old, now] = [before[keyword], after[keyword]];
      const place = `${pointer}/${keyword}`;
      if (keyword === 'required') return compareRequired((old ?? []) as unknown[], (now ?? []) as unknown[], pointer, instance);
      if (keyword === 'properties') return compareProperties((old ?? {}) as Schema, (now ?? {}) as Schema, place, instance);
      if (SINGLE.includes(keyword) && isSchema(old) && isSchema(now))
        return compareSchemas(old, now, place, keyword === 'not' ? instance : `${instance}/0`);
      if (LISTS.includes(keyword) && Array.isArray(old) && Array.isArray(now) && old.length === now.length)
        return old.flatMap((item, i) => compareSchemas(item as Schema, now[i] as Schema, `${place}/${i}`, instance));
      return same(old, now) ? [] : [{ pointer, keyword, before: old, after: now, instance }];
    });
}
