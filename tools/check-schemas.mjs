// What the build asks of schemas/ before it compiles them.
import { join } from 'node:path';

/** JSON pointers of all subschemas that carry a `rule`, with the rule. */
export function annotations(schema, pointer = '', found = {}) {
  if (typeof schema !== 'object' || schema === null) return found;
  if (typeof schema.rule === 'string') found[pointer] = schema.rule;
  for (const [key, value] of Object.entries(schema)) annotations(value, `${pointer}/${key}`, found);
  return found;
}

/** Every schema that contract.json names must be there. */
export function checkNames(folder, { responses, parts }, schemas) {
  const named = [...Object.values(responses).flatMap((byStatus) => Object.values(byStatus)), ...Object.values(parts)];
  const missing = named.find((name) => name !== null && !schemas.includes(name));
  if (missing !== undefined)
    throw new Error(`${join(folder, 'contract.json')} names the schema "${missing}", and there is no ${missing}.json`);
}

/**
 * Compiles a schema by itself, for ajv's message names no file, and looks at the rules that it names.
 *
 * @throws Error that names the file
 */
export function checkSchema(ajv, path, name, annotated, ruleIds) {
  const [pointer, unknown] = Object.entries(annotated).find(([, rule]) => !ruleIds.includes(rule)) ?? [];
  if (unknown !== undefined) throw new Error(`${path}: ${pointer || '/'}: there is no rule "${unknown}" in lib/core/contract/rules.ts`);
  try {
    ajv.getSchema(name);
  } catch (error) {
    throw new Error(`${path}: ${error.message}`);
  }
}
