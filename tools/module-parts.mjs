/**
 * Takes a module apart, as esbuild writes it.
 *
 * @param code with line breaks (no `minifyWhitespace`)
 * @returns its imports, its code, and what it exports: pairs of the name outside and the name inside
 * @throws Error where it is written otherwise, which says so of `name`
 */
function takeApart(name, code) {
  const imports = [];
  const text = code.replace(/^import [^;]*;$/gm, (line) => `${imports.push(line) && ''}`);
  const odd = imports.find((line) => !/ from "[^"]*";$/.test(line));
  if (odd !== undefined) throw new Error(`${name} is not built as it is to be: ${odd}`);
  const [, body, list] = /^(.*)export\s*\{([^}]*)\};?\s*$/s.exec(text) ?? [];
  if (body === undefined) throw new Error(`${name} is not built as it is to be: it has no list of exports at its end`);
  const pairs = list.split(',').map((item) => item.trim().split(' as ').reverse());
  return { imports: imports.join('\n'), body, exported: pairs.map(([outside, inside = outside]) => [outside, inside]) };
}

/**
 * Seals modules: each is evaluated by the call of unseal() that names it, and not at the start. One function for all, for every virtual
 * user has its own of each function (0.8 kB).
 *
 * @param modules what is not kept is evaluated anew by each call, so that what it makes can be let go
 */
export function sealed(modules) {
  const imports = [];
  const branches = modules.map(({ name, file, code, isKept }, i) => {
    const { imports: own, body, exported } = takeApart(file, code);
    const ofK6 = / from "(k6\b[^"]*)"/.exec(own);
    if (ofK6) throw new Error(`${file} imports ${ofK6[1]}: what a sealed module takes of k6 is handed in`);
    imports.push(own);
    // Not by esbuild's own functions for exports, which would make every virtual user's iterators.
    const evaluated = `(() => {\n${body}return { ${exported.map((pair) => pair.join(': ')).join(', ')} };\n})()`;
    return `if (name === '${name}') return ${isKept ? `(kept${i} ??= ${evaluated})` : evaluated};\n`;
  });
  const kept = modules.flatMap(({ isKept }, i) => (isKept ? [`kept${i}`] : []));
  return `${imports.join('\n')}\nlet ${kept.join(', ')};\nexport function unseal(name) {\n${branches.join('')}}\n`;
}

/**
 * Puts the code of a bundle into a function: of a module's own names k6 makes a table for every virtual user (2 kB).
 *
 * @param awaits true where the module awaits something
 * @throws Error where the bundle is written otherwise than esbuild writes it
 */
export function inFunction(name, code, awaits = false) {
  const { imports, body, exported } = takeApart(name, code);
  const outer = exported.map((_, i) => `exported${i}`);
  const taken = /\bexported\d+\b/.exec(body);
  if (taken) throw new Error(`${name} has the name ${taken[0]}, which is that of an export`);
  const handed = exported.map(([, inside], i) => `${outer[i]} = ${inside};`).join('\n');
  const list = exported.map(([outside], i) => `${outer[i]} as ${outside}`).join(', ');
  const evaluate = awaits ? 'await (async ' : '(';
  return `${imports}\nlet ${outer.join(', ')};\n${evaluate}() => {\n${body}${handed}\n})();\nexport { ${list} };\n`;
}
