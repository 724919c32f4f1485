import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What each room may import of the others (docs/architecture.md). */
const MAY_IMPORT: Record<string, string[]> = {
  'lib/core': [],
  'lib/k6': ['lib/core', 'dist/generated'],
  scenarios: ['lib/k6'],
  'lib/node': ['lib/core', 'dist/generated'],
  emulator: ['lib/core/pool', 'data/pools'],
};

function filesOf(room: string): string[] {
  return readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(room, name));
}

function importsOf(file: string): string[] {
  const source = readFileSync(join(ROOT, file), 'utf8');
  return Array.from(source.matchAll(/(?:from |import |import\()'([^']+)'/g), ([, name]) => name as string);
}

test.each(Object.entries(MAY_IMPORT))('%s imports only itself and %j', (room, allowed) => {
  const strangers = filesOf(room).flatMap((file) =>
    importsOf(file)
      .filter((name) => name.startsWith('.'))
      .map((name) => join(file, '..', name))
      .filter((target) => ![room, ...allowed].some((place) => target.startsWith(`${place}/`) || target.startsWith(`${place}.`)))
      .map((target) => `${file} -> ${target}`),
  );
  expect(strangers).toEqual([]);
});

// Pure JavaScript, and neither of the two.
const PURE = ['json-source-map', 'fastest-levenshtein'];

test('lib/core has neither k6 nor Node in it', () => {
  const foreign = filesOf('lib/core').flatMap((file) => importsOf(file).filter((name) => !name.startsWith('.') && !PURE.includes(name)));
  expect(foreign).toEqual([]);
});
