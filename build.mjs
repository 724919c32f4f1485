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

const ON_FAST_PATH = ['lib/core/jwt.ts', 'lib/core/contract/recogniser/tokens.ts', 'lib/core/contract/recogniser/written-text.ts'];

/**
 * Seals a module of lib/k6/sealed/: it is evaluated by the first call of its open function, not at the start.
 *
 * @param isKept false where each call evaluates it anew, so that what it makes can be let go
 * @param shared files whose functions every virtual user has anyway: they are imported, not sealed
 */
async function seal(name, open, { isKept = true, shared = [] } = {}) {
  const external = [...FOR_K6.external, ...shared.map((file) => resolve(file))];
  const entry = { entryPoints: [`lib/k6/sealed/${name}.ts`], outfile: join(GENERATED, `${name}.js`), write: false };
  const result = await build({ ...FOR_K6, ...entry, external, format: 'esm' });
  const code = sealed(entry.entryPoints[0], result.outputFiles[0].text, open, isKept);
  await writeFile(entry.outfile, code);
  const types = `export declare const ${open}: () => typeof import('../../lib/k6/sealed/${name}.js');\n`;
  await writeFile(join(GENERATED, `${name}.d.ts`), types);
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
  await seal('planning', 'openPlanning');
  await seal('slow-path', 'openSlowPath');
  await seal('reading', 'openReading', { isKept: false, shared: ON_FAST_PATH });
  await bundleScenarios(locked);
  await bundlePrograms();
} catch (error) {
  console.error(`build failed: ${error.message}`);
  process.exitCode = 1;
}
