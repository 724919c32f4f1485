/** The value at a path such as `.properties.error.allOf[0].enum`. */
const at = (schema, path) => path.match(/[\w$]+/g).reduce((value, name) => value[name], schema);

/** @returns the JSON text of an object, which begins at the start of `code` and ends with a semicolon */
function objectAtStart(code) {
  for (let end = code.indexOf('};'); end >= 0; end = code.indexOf('};', end + 1)) {
    try {
      return JSON.parse(code.slice(0, end + 1));
    } catch {
      // A brace in a text.
    }
  }
  throw new Error('a schema that ajv wrote has no end');
}

/**
 * Rewrites validators that ajv wrote, for k6 makes every object anew in every virtual user. Patterns become literals, which all of them
 * share; what is said of a schema stands where it is used, so that nothing uses the schema itself, and esbuild leaves it out.
 */
export function shareable(code) {
  const schemas = Object.fromEntries(
    Array.from(code.matchAll(/const (schema\d+) = /g), (found) => [found[1], objectAtStart(code.slice(found.index + found[0].length))]),
  );
  return code
    .replace(/new RegExp\(("(?:[^"\\]|\\.)*"), ("\w*")\)/g, (_, source, flags) => String(new RegExp(JSON.parse(source), JSON.parse(flags))))
    .replace(/\b(schema\d+)((?:\.[\w$]+|\[\d+\])+)/g, (_, name, path) => JSON.stringify(at(schemas[name], path)));
}
