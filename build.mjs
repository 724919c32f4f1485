// Builds dist/: validators from schemas/, one k6 bundle a scenario, and the Node programs.
import { readdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { GENERATED, generate } from './tools/generate.mjs';
import { checkK6Bundle } from './tools/k6-bundle.mjs';

const FOR_K6 = {
  bundle: true,
  platform: 'neutral',
  target: 'es2022',
  mainFields: ['module', 'main'],
  external: ['k6', 'k6/*'],
  supported: { 'async-generator': false, 'for-await': false, 'dynamic-import': false },
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
};

/**
 * Seals a module of lib/k6/sealed/: it is evaluated by the first call of its open function, not at the start.
 *
 * @param isKept false where each call evaluates it anew, so that what it makes can be let go
 */
async function seal(name, open, isKept = true) {
  const result = await build({ ...FOR_K6, entryPoints: [`lib/k6/sealed/${name}.ts`], format: 'esm', write: false });
  // esbuild's own functions for exports would make every virtual user's iterators.
  const [, body, names] = /^(.*)export\s*\{([^}]*)\};?\s*$/s.exec(result.outputFiles[0].text) ?? [];
  if (body === undefined)
    throw new Error(`lib/k6/sealed/${name}.ts is not built as it is to be sealed: it has no list of exports at its end`);
  const members = names.split(',').map((item) => item.trim().split(' as ').reverse().join(': '));
  const code = `${body}return { ${members.join(', ')} };`;
  const kept = `let opened;\nexport function ${open}() {\n  opened ??= (() => {\n${code}\n})();\n  return opened;\n}\n`;
  const anew = `export function ${open}() {\n${code}\n}\n`;
  await writeFile(join(GENERATED, `${name}.js`), isKept ? kept : anew);
  const types = `export declare const ${open}: () => typeof import('../../lib/k6/sealed/${name}.js');\n`;
  await writeFile(join(GENERATED, `${name}.d.ts`), types);
}

async function bundleScenarios(locked) {
  const entries = readdirSync('scenarios').filter((name) => name.endsWith('.ts'));
  const entryPoints = entries.map((name) => join('scenarios', name));
  const result = await build({ ...FOR_K6, entryPoints, outdir: 'dist', format: 'esm', write: false });
  for (const file of result.outputFiles) {
    checkK6Bundle(basename(file.path), file.text, locked);
    await writeFile(file.path, file.contents);
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
  await seal('planning', 'openPlanning');
  await seal('slow-path', 'openSlowPath');
  await seal('reading', 'openReading', false);
  await bundleScenarios(locked);
  await bundlePrograms();
} catch (error) {
  console.error(`build failed: ${error.message}`);
  process.exitCode = 1;
}
