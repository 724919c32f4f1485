import { expect, test } from 'vitest';
import { inFunction, sealed } from '../../tools/module-parts.mjs';
import { shareable } from '../../tools/shareable.mjs';

const load = (code: string): Promise<Record<string, unknown>> =>
  import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`);

test('a bundle in a function exports the same, its default too, and shows no other name', async () => {
  const code =
    'import { sep } from "node:path";\nvar hidden = 1;\nfunction main() {\n  return hidden + sep.length;\n}\nexport {\n  main as default,\n  hidden as kept\n};\n';
  const module = (await load(inFunction('some.js', code))) as { default: () => number; kept: number };
  expect(Object.keys(module).sort()).toEqual(['default', 'kept']);
  expect(module.default()).toBe(2);
  expect(module.kept).toBe(1);
});

test('a bundle that awaits something is in a function that does', async () => {
  const code = 'var late = await Promise.resolve(3);\nexport {\n  late\n};\n';
  expect(await load(inFunction('some.js', code, true))).toMatchObject({ late: 3 });
});

test('a sealed module is evaluated when it is asked for, and one that is not kept anew each time', async () => {
  const counting = (name: string) =>
    `globalThis.${name} = (globalThis.${name} ?? 0) + 1;\nvar made = {};\nexport {\n  made as ${name}\n};\n`;
  const modules = [
    { name: 'held', file: 'held.ts', code: counting('sealedHeld'), isKept: true },
    { name: 'let-go', file: 'let-go.ts', code: counting('sealedLetGo'), isKept: false },
  ];
  const { unseal } = (await load(sealed(modules))) as { unseal: (name: string) => Record<string, object> };
  expect(globalThis).not.toHaveProperty('sealedHeld');
  expect(unseal('held').sealedHeld).toBe(unseal('held').sealedHeld);
  expect(globalThis).toHaveProperty('sealedHeld', 1);
  expect(unseal('let-go').sealedLetGo).not.toBe(unseal('let-go').sealedLetGo);
  expect(globalThis).toHaveProperty('sealedLetGo', 2);
});

test('a module without a list of exports is named', () => {
  expect(() => inFunction('odd.js', 'export default 1;\n')).toThrow('odd.js is not built as it is to be');
  expect(() => sealed([{ name: 'odd', file: 'lib/odd.ts', code: 'export default 1;\n', isKept: true }])).toThrow('lib/odd.ts is not built');
});

test('patterns that ajv wrote become literals, and what is said of a schema stands where it is used', () => {
  const schema = { title: 'a brace};in a text', properties: { a: { enum: ['x', 'y'] } } };
  const code = `const schema7 = ${JSON.stringify(schema)};const p = new RegExp("^a/\\\\d$", "u");const allowed = schema7.properties.a.enum;`;
  const written = shareable(code);
  expect(written).toContain('const p = /^a\\/\\d$/u;');
  expect(written).toContain('const allowed = ["x","y"];');
});

test('texts that look like a part of a schema stay as they are', () => {
  const code = 'const schema2 = {"enum":["schema2[0]","replaces schema2.json; \\"{"]};const same = {allowed: schema2.enum};const s = true;';
  expect(shareable(code)).toBe(code.replace('schema2.enum', '["schema2[0]","replaces schema2.json; \\"{"]'));
});

test('a part with a name of its own, and a schema that is true, are known', () => {
  const code =
    'const schema1 = {"properties":{"x-type":{"allOf":[{"enum":[1]}]}}};const schema12 = true;const a = schema1.properties["x-type"].allOf[0].enum;';
  expect(shareable(code)).toContain('const a = [1];');
});

test('what ajv writes and nobody knows is an error', () => {
  expect(() => shareable('const schema1 = {"a":')).toThrow('a schema that ajv wrote has no end');
  expect(() => shareable('const schema1 = {"a":1};const b = schema1.b.c;')).toThrow('ajv wrote schema1.b.c, where nothing is');
});

test('a sealed module imports what it shares, and nothing of k6', async () => {
  const sealing = (from: string) =>
    sealed([
      { name: 'some', file: 'some.ts', code: `import { sep } from "${from}";\nvar made = sep;\nexport {\n  made\n};\n`, isKept: true },
    ]);
  const { unseal } = (await load(sealing('node:path'))) as { unseal: (name: string) => object };
  expect(unseal('some')).toEqual({ made: '/' });
  expect(() => sealing('k6/http')).toThrow('some.ts imports k6/http');
});

test('what would be taken for an import or an export by mistake is an error', () => {
  const template = 'var text = `a\nimport what follows;\n`;\nexport {\n  text\n};\n';
  expect(() => inFunction('odd.js', template)).toThrow('odd.js is not built as it is to be: import what follows;');
  const taken = 'var exported0 = 1, other = 2;\nexport {\n  other\n};\n';
  expect(() => inFunction('odd.js', taken)).toThrow('odd.js has the name exported0');
});
