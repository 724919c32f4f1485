import { createWriteStream } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import { cohortAt, cohortSlice, type PoolDefinition, type Slice } from '../../core/pool.js';
import type { RawSettings } from '../../core/settings/resolve.js';
import { UsageError } from '../../core/usage-error.js';
import { LOCAL } from '../paths.js';
import { contextOf, type PoolContext } from '../pool/context.js';
import { loadDisplayNames } from '../pool/display-name.js';
import { newUser } from '../pool/provision.js';
import { textTable } from '../terminal.js';

/**
 * Reads `0..9` or `7`.
 *
 * @throws UsageError
 */
function rangeOf(text: string, size: number): number[] {
  const [, from = '', to = from] = /^(\d{1,9})(?:\.\.(\d{1,9}))?$/.exec(text) ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (from === '' || last < first || last >= size)
    throw new UsageError([`"${text}" is not a range of users: it takes one such as 0..9, below ${size}.`]);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** Prints users of the pool; passwords only where they are asked for. */
export async function poolShowCommand(range: string, flags: RawSettings, passwords: boolean): Promise<number> {
  const displayNameAt = await loadDisplayNames();
  const { pool, userAt: user } = contextOf(flags, LOCAL);
  const rows: (string | number)[][] = [['user', 'cohort', 'sign-in name', 'name', ...(passwords ? ['password'] : [])]];
  for (const index of rangeOf(range, pool.size)) {
    const { username, password } = user(index);
    rows.push([index, cohortAt(pool, index), username, displayNameAt(pool, index), ...(passwords ? [password] : [])]);
  }
  console.log(textTable(rows));
  if (!passwords) console.log('passwords are not shown: add --passwords to see them');
  return 0;
}

export type ExportFormat = 'csv' | 'ndjson' | 'graph';

// A CSV file is what --pool-file reads, and that takes everybody in it for somebody who can sign in.
function exportedSlice(pool: PoolDefinition, format: ExportFormat): Slice {
  return format === 'csv' ? cohortSlice(pool, 'honest') : { first: 0, count: pool.size };
}

async function* exported({ pool, userAt: user, settings }: PoolContext, format: ExportFormat): AsyncGenerator<string> {
  const displayNameAt = await loadDisplayNames();
  const { first, count } = exportedSlice(pool, format);
  if (format === 'csv') yield stringify([['username', 'password', 'name']]);
  for (let index = first; index < first + count; index++) {
    const { username, password } = user(index);
    if (format === 'csv') yield stringify([[username, password, displayNameAt(pool, index)]]);
    else if (format === 'ndjson')
      yield `${JSON.stringify({ index, cohort: cohortAt(pool, index), username, password, name: displayNameAt(pool, index) })}\n`;
    else yield `${JSON.stringify(newUser({ pool, userAt: user, tenant: settings.tenant ?? '' }, displayNameAt, index))}\n`;
  }
}

/** Streams the pool, passwords and all, to a file or to standard output; says so. */
export async function poolExportCommand(flags: RawSettings, format: string, out: string | undefined): Promise<number> {
  if (format !== 'csv' && format !== 'ndjson' && format !== 'graph')
    throw new UsageError([`--format is "${format}": it takes csv, ndjson or graph.`]);
  const context = contextOf(flags, LOCAL);
  console.error(`this writes ${exportedSlice(context.pool, format).count} passwords to ${out ?? 'standard output'}`);
  const target = out === undefined ? process.stdout : createWriteStream(out, { mode: 0o600 });
  await pipeline(Readable.from(exported(context, format)), target, { end: out !== undefined }).catch((error: NodeJS.ErrnoException) => {
    // A reader such as `head` has read enough.
    if (out === undefined && error.code === 'EPIPE') return;
    throw new UsageError([`${out ?? 'standard output'} cannot be written: ${error.message}`]);
  });
  // The mode above is that of a new file only.
  if (out !== undefined) await chmod(out, 0o600);
  return 0;
}
