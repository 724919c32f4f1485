// Builds dist/: validators from schemas/, one k6 bundle a scenario, and the Node programs.
import { readdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { build, transform } from 'esbuild';
import { GENERATED, generate } from './tools/generate.mjs';
import { checkK6Bundle } from './tools/k6-bundle.mjs';
import { inFunction, sealed } from './tools/module-parts.mjs';

const FOR_K6 = {
  bundle: true,
  platform: 'neutral',
  target: 'es2022',
  mainFields: ['module', 'main'],
  external: ['k6', 'k6/*'],
  supported: { 'async-generator': false, 'for-await': false, 'dynamic-import': false },
  minifySyntax: true,
  legalComments: 'none',
};
const MINIFIED = { minifyWhitespace: true, target: FOR_K6.target };

// Functions that every virtual user has anyway: they are imported, not sealed.
const ON_FAST_PATH = ['lib/core/jwt.ts', 'lib/core/contract/recogniser/tokens.ts', 'lib/core/contract/recogniser/written-text.ts'];
const SEALED = [
  { name: 'planning', isKept: true },
  { name: 'slow-path', isKept: true },
  { name: 'learning', isKept: true },
  { name: 'reading', isKept: false, external: ON_FAST_PATH.map((file) => resolve(file)) },
];

/** Seals the modules of lib/k6/sealed/. */
async function seal() {
  const outfile = join(GENERATED, 'sealed.js');
  const modules = SEALED.map(async ({ name, isKept, external = [] }) => {
    const file = `lib/k6/sealed/${name}.ts`;
    const options = { entryPoints: [file], outfile, write: false, external: [...FOR_K6.external, ...external], format: 'esm' };
    const result = await build({ ...FOR_K6, ...options });
    const code = result.outputFiles[0].text;
    const unused = external.find((shared) => !code.includes(`/${basename(shared)}"`));
    if (unused) throw new Error(`${file} shares nothing with ${unused}: see ON_FAST_PATH`);
    return { name, file, isKept, code };
  });
  await writeFile(outfile, sealed(await Promise.all(modules)));
  const types = SEALED.map(({ name }) => `  '${name}': typeof import('../../lib/k6/sealed/${name}.js');\n`).join('');
  const declared = 'export declare function unseal<Name extends keyof Sealed>(name: Name): Sealed[Name];';
  await writeFile(join(GENERATED, 'sealed.d.ts'), `export interface Sealed {\n${types}}\n${declared}\n`);
}

async function bundleScenarios(locked) {
  const entries = readdirSync('scenarios').filter((name) => name.endsWith('.ts'));
  const entryPoints = entries.map((name) => join('scenarios', name));
  const result = await build({ ...FOR_K6, entryPoints, outdir: 'dist', format: 'esm', write: false });
  for (const file of result.outputFiles) {
    const name = basename(file.path);
    const { code } = await transform(inFunction(name, file.text, true), MINIFIED);
    checkK6Bundle(name, code, locked);
    await writeFile(file.path, code);
  }
}

async function bundlePrograms() {
  const chart = await build({
    entryPoints: ['lib/node/report/page/page.ts'],
    bundle: true,
    format: 'iife',
    minify: true,
    write: false,
    loader: { '.css': 'text' },
  });
  await writeFile(join(GENERATED, 'report-page.js'), `export default ${JSON.stringify(chart.outputFiles[0].text)};\n`);
  await writeFile(join(GENERATED, 'report-page.d.ts'), 'declare const code: string;\nexport default code;\n');
  await build({
    entryPoints: { 'k6-ropc': 'lib/node/main.ts', emulator: 'emulator/main.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'linked',
  });
}

try {
  await rm('dist', { recursive: true, force: true });
  const { locked } = await generate();
  await seal();
  await bundleScenarios(locked);
  await bundlePrograms();
} catch (error) {
  console.error(`build failed: ${error.message}`);
  process.exitCode = 1;
}
