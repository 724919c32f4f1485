import csv from 'k6/experimental/csv';
import { open } from 'k6/experimental/fs';
import { unseal } from '../../dist/generated/sealed.js';
import type { Credentials } from '../core/pool.js';

/** An imported pool: shared by all virtual users. */
export interface ImportedPool {
  size: number;
  userAt(index: number): Credentials;
}

/**
 * Reads the pool of ROPC_POOL_FILE in the init context. VU 0 checks it, line by line, before anything is sent.
 *
 * @returns undefined where none is set
 * @throws UsageError with the lines that are wrong
 */
async function readImportedPool(): Promise<ImportedPool | undefined> {
  const path = __ENV.ROPC_POOL_FILE;
  if (!path) return undefined;
  const rows = (await csv.parse(await open(path), { delimiter: ',' })) as unknown as string[][];
  if (__VU === 0) unseal('planning').checkPoolRows(path, rows);
  return {
    size: rows.length - 1,
    userAt: (index) => {
      const [username = '', password = ''] = rows[index + 1] as string[];
      return { index, username, password };
    },
  };
}

/** Read once in each VU; the rows themselves are shared. */
export const importedPool = await readImportedPool();
