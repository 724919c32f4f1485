import { describe } from '../describe.js';
import { type CompiledContract, isObject, type RawFinding, type SchemaError } from '../types.js';

function valueAt(data: unknown, pointer: string): unknown {
  let value = data;
  for (const step of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[step.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return value;
}

/** The annotation that stands closest above a keyword names the rule that it belongs to. */
function ruleOf(contract: CompiledContract, schema: string, error: SchemaError): RawFinding['rule'] {
  const annotations = contract.rules[schema] ?? {};
  let path = error.schemaPath.replace(/^[^#]*#/, '');
  if (error.keyword === 'required') path = path.replace(/\/required$/, `/properties/${error.params.missingProperty}/required`);
  while (path.includes('/')) {
    path = path.slice(0, path.lastIndexOf('/'));
    const rule = annotations[path];
    if (rule) return rule;
  }
  return annotations[''] ?? 'token.body';
}

function toFinding(
  contract: CompiledContract,
  schema: string,
  root: string,
  data: unknown,
  error: SchemaError,
  secrets: readonly string[],
): RawFinding {
  let pointer = `${root}${error.instancePath}`;
  let found = valueAt(data, error.instancePath);
  if (error.keyword === 'required') {
    pointer = `${pointer}/${String(error.params.missingProperty)}`;
    found = undefined;
  } else if (error.keyword === 'additionalProperties' && isObject(found)) {
    found = found[String(error.params.additionalProperty)];
    // A member that the contract does not name could spell out a secret.
    pointer = `${pointer}/*`;
  }
  return { rule: ruleOf(contract, schema, error), schema, pointer, keyword: error.keyword, found: describe(found, pointer, secrets) };
}

/**
 * Holds `data` to a schema of the contract.
 *
 * @param root pointer of `data` within the answer, '' for the body itself
 * @returns one finding a keyword that does not hold; none where all do
 */
export function checkSchema(
  contract: CompiledContract,
  schema: string,
  root: string,
  data: unknown,
  secrets: readonly string[],
): RawFinding[] {
  const validate = contract.validators[schema];
  if (!validate) throw new Error(`the contract has no schema "${schema}"`);
  if (validate(data)) return [];
  return (validate.errors ?? []).map((error) => toFinding(contract, schema, root, data, error, secrets));
}
