/**
 * Takes a module apart, as esbuild writes it.
 *
 * @param code with line breaks (no `minifyWhitespace`)
 * @returns its imports, its code, and what it exports: pairs of the name outside and the name inside
 * @throws Error where there is no list of exports at its end, which says so of `name`
 */
function takeApart(name, code) {
  const imports = [];
  const text = code.replace(/^import [^;]*;$/gm, (line) => `${imports.push(line) && ''}`);
  const [, body, list] = /^(.*)export\s*\{([^}]*)\};?\s*$/s.exec(text) ?? [];
  if (body === undefined) throw new Error(`${name} is not built as it is to be: it has no list of exports at its end`);
  const pairs = list.split(',').map((item) => item.trim().split(' as ').reverse());
  return { imports: imports.join('\n'), body, exported: pairs.map(([outside, inside = outside]) => [outside, inside]) };
}

/**
 * Seals a module: what it is made of is evaluated by the first call of its open function, not at the start.
 *
 * @param isKept false where each call evaluates it anew, so that what it makes can be let go
 */
export function sealed(name, code, open, isKept) {
  const { imports, body, exported } = takeApart(name, code);
  // Not by esbuild's own functions for exports, which would make every virtual user's iterators.
  const all = `${body}return { ${exported.map((pair) => pair.join(': ')).join(', ')} };`;
  const kept = `let opened;\nexport function ${open}() {\n  opened ??= (() => {\n${all}\n})();\n  return opened;\n}\n`;
  const anew = `export function ${open}() {\n${all}\n}\n`;
  return `${imports}\n${isKept ? kept : anew}`;
}

/**
 * Puts the code of a bundle into a function: of a module's own names k6 makes a table for every virtual user (2 kB).
 *
 * @param awaits true where the module awaits something
 */
export function inFunction(name, code, awaits = false) {
  const { imports, body, exported } = takeApart(name, code);
  const outer = exported.map((_, i) => `exported${i}`);
  const handed = exported.map(([, inside], i) => `${outer[i]} = ${inside};`).join('\n');
  const list = exported.map(([outside], i) => `${outer[i]} as ${outside}`).join(', ');
  const evaluate = awaits ? 'await (async ' : '(';
  return `${imports}\nlet ${outer.join(', ')};\n${evaluate}() => {\n${body}${handed}\n})();\nexport { ${list} };\n`;
}
