import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ShapeLock } from '../core/contract/types.js';
import { type Target, targetName } from '../core/target.js';
import { ROOT } from './paths.js';
import type { Samples } from './samples/columns.js';

/** Where the accepted shapes of a provider stand; the file is reviewed like code. */
function lockFile(provider: string): string {
  return join(ROOT, 'schemas', provider, 'shapes.lock.json');
}

/** Accepts the shapes that a contract run saw: those of this target are replaced, those of others stay. */
export function acceptShapes(lock: ShapeLock, target: string, samples: Pick<Samples, 'shapes'>): ShapeLock {
  const keys = Array.from(new Set(samples.shapes.map(({ key }) => key))).sort();
  const shapesOf = (key: string) => samples.shapes.filter((seen) => seen.key === key).map(({ shape }) => shape);
  const own = Object.fromEntries(
    keys.map((key) => [
      key,
      shapesOf(key)
        .sort()
        .map((shape) => shape.split(' ')),
    ]),
  );
  return Object.fromEntries(Object.entries({ ...lock, [target]: own }).sort(([a], [b]) => a.localeCompare(b)));
}

/**
 * Writes the shapes of a contract run into the lock.
 *
 * @returns the file, how many shapes were accepted, and how to take them back
 */
export async function updateLock(target: Target, samples: Samples): Promise<{ file: string; count: number; undo: () => Promise<void> }> {
  const file = lockFile(target.provider);
  const before = existsSync(file) ? await readFile(file, 'utf8') : '{}\n';
  const lock = JSON.parse(before) as ShapeLock;
  await writeFile(file, `${JSON.stringify(acceptShapes(lock, targetName(target), samples), null, 1)}\n`);
  return { file, count: samples.shapes.length, undo: () => writeFile(file, before) };
}
