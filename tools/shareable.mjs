/** The value at a path such as `.properties["x-type"].allOf[0].enum`. */
function at(name, schema, path) {
  const steps = Array.from(path.matchAll(/\.([\w$]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g), ([, member, index, text]) =>
    text === undefined ? (member ?? index) : JSON.parse(text),
  );
  const value = steps.reduce((part, step) => part?.[step], schema);
  if (value === undefined) throw new Error(`ajv wrote ${name}${path}, where nothing is`);
  return value;
}

/** @returns the JSON value that stands at the start of `code`, up to a semicolon */
function valueAtStart(code) {
  for (let end = code.indexOf(';'); end >= 0; end = code.indexOf(';', end + 1)) {
    try {
      return JSON.parse(code.slice(0, end));
    } catch {
      // A semicolon in a text.
    }
  }
  throw new Error('a schema that ajv wrote has no end');
}

const TEXT = /"(?:[^"\\]|\\.)*"/.source;
const PART = new RegExp(`${TEXT}|\\b(schema\\d+)((?:\\.[\\w$]+|\\[\\d+\\]|\\[${TEXT}\\])+)`, 'g');
const PATTERN = new RegExp(`new RegExp\\((${TEXT}), ("\\w*")\\)`, 'g');

/**
 * Rewrites validators that ajv wrote, for k6 makes every object anew in every virtual user. Patterns become literals, which all of them
 * share; what is said of a schema stands where it is used, so that nothing uses the schema itself, and esbuild leaves it out.
 *
 * @throws Error where ajv wrote something that is not known
 */
export function shareable(code) {
  const schemas = Object.fromEntries(
    Array.from(code.matchAll(/const (schema\d+) = /g), (found) => [found[1], valueAtStart(code.slice(found.index + found[0].length))]),
  );
  return code
    .replace(PART, (all, name, path) => (name === undefined ? all : JSON.stringify(at(name, schemas[name], path))))
    .replace(PATTERN, (_, source, flags) => String(new RegExp(JSON.parse(source), JSON.parse(flags))));
}
