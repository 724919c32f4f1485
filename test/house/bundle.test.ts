import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { contracts } from '../../dist/generated/contracts.js';
import { checkK6Bundle } from '../../tools/k6-bundle.mjs';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

test.each([
  ['require("ajv/dist/runtime/equal")', 'holds require('],
  ['const make = new Function("x", "return x")', 'holds new Function'],
  ['const digits = new RegExp("^[0-9]+$", "u")', 'holds new RegExp of a constant'],
  ['const letters = /\\p{L}/u', 'holds a \\p{ pattern'],
  ['x'.repeat(300_001), 'is 300001 bytes, more than 300000'],
])('the build fails for a k6 bundle with %.40s', (code, problem) => {
  expect(() => checkK6Bundle('sign-in.js', code, 0)).toThrow(`dist/sign-in.js: ${problem}`);
});

test('the shape locks of many targets do not make a bundle too large', () => {
  expect(() => checkK6Bundle('sign-in.js', 'x'.repeat(400_000), 100_000)).not.toThrow();
});

test('every scenario has a bundle, and each keeps to it', () => {
  const scenarios = readdirSync(fileURLToPath(new URL('../../scenarios/', import.meta.url))).map((name) => name.replace('.ts', '.js'));
  expect(scenarios).toHaveLength(5);
  const locked = Object.values(contracts).reduce((sum, { shapes }) => sum + JSON.stringify(shapes).length, 0);
  for (const name of scenarios) expect(() => checkK6Bundle(name, readFileSync(DIST + name, 'utf8'), locked)).not.toThrow();
});

test('what every virtual user evaluates holds no package, no settings, no plan and no contract', async () => {
  const scenarios = readdirSync(fileURLToPath(new URL('../../scenarios/', import.meta.url))).filter((name) => name !== 'contract.ts');
  for (const scenario of scenarios) {
    const { metafile } = await build({
      entryPoints: [`scenarios/${scenario}`],
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      external: ['k6', 'k6/*'],
      write: false,
      metafile: true,
      outdir: 'dist',
      logLevel: 'silent',
    });
    const inputs = Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs));
    const heavy = inputs.filter((path) =>
      /node_modules|core\/(settings|target|plan\/(?!phase)|contract\/(rules|shape|severity|inspector|recogniser\/(reader|predict|template|claims|learn-\w+|learned-answer)\.))|k6\/(answer|examiner|primitives|slow-path|network-error)\./.test(
        path,
      ),
    );
    expect(heavy, scenario).toEqual([]);
    // A pattern at the top of a module is made in every virtual user; the first one costs it 14 kB.
    const own = inputs
      .filter((path) => path.endsWith('.ts'))
      .filter((path) => /^(export )?const \w+ =\s+\/[^/*]/m.test(readFileSync(path, 'utf8')));
    expect(own, scenario).toEqual([]);
  }
});
