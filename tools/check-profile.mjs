import Ajv2020 from 'ajv/dist/2020.js';
import { closest } from 'fastest-levenshtein';

function describe({ instancePath, keyword, message, params, parentSchema }) {
  const at = instancePath || '/';
  if (keyword === 'additionalProperties') {
    const near = closest(params.additionalProperty, Object.keys(parentSchema.properties ?? {}));
    return `${at} has "${params.additionalProperty}", which nobody knows: did you mean "${near}"?`;
  }
  if (keyword === 'enum') return `${at} must be one of ${params.allowedValues.join(', ')}`;
  return `${at} ${message}`;
}

/**
 * Makes a function that holds a profile to the schema of profiles.
 *
 * @param schema data/profile.schema.json
 */
export function profileChecker(schema) {
  const validate = new Ajv2020({ allErrors: true, verbose: true, strict: false }).compile(schema);
  /** @throws Error that names the file and everything that is wrong with it */
  return (path, profile) => {
    const problems = validate(profile) ? [] : validate.errors.map(describe);
    if (!path.endsWith(`/${profile.name}.json`)) problems.push(`/name is "${profile.name}": the file is called otherwise`);
    const names = (profile.phases ?? []).map(({ name }) => name);
    if (new Set(names).size < names.length) problems.push('/phases has two of the same name');
    for (const name of profile.compare ?? [])
      if (!profile.phases?.some((phase) => phase.name === name && phase.measured !== false))
        problems.push(`/compare names "${name}", which is no measured phase`);
    if (problems.length > 0) throw new Error(`${path}: ${problems.join('; ')}`);
  };
}
