import { readFileSync } from 'node:fs';
import { CsvError, parse } from 'csv-parse/sync';
import type { Credentials } from '../../core/pool.js';
import { checkPoolRows } from '../../core/pool-file.js';
import { UsageError } from '../../core/usage-error.js';

const UTF16_MARKS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];

interface Row {
  record: string[];
  info: { lines: number };
}

// The parser's own message repeats what stands in the file, and that may be a password.
function reasonOf(error: Error): string {
  if (!(error instanceof CsvError)) return error.message;
  const { lines } = error as CsvError & { lines?: number };
  return `line ${lines}: a quotation mark stands where CSV has none (RFC 4180): write it twice, and the whole field in quotation marks`;
}

/**
 * Checks an imported pool (RFC 4180, with or without a byte order mark).
 *
 * @returns its users
 * @throws UsageError with the line and what is wrong
 */
export function importedUsers(path: string): readonly Credentials[] {
  let rows: Row[];
  try {
    const content = readFileSync(path);
    // The parser would read it, but k6 does not.
    if (UTF16_MARKS.some((mark) => content.subarray(0, 2).equals(mark))) throw new Error('it is UTF-16: save the file as UTF-8');
    rows = parse(content, { bom: true, relax_column_count: true, skip_empty_lines: true, info: true }) as unknown as Row[];
  } catch (error) {
    throw new UsageError([`pool file ${path}: ${reasonOf(error as Error)}.`]);
  }
  checkPoolRows(
    path,
    rows.map(({ record }) => record),
    (row) => `line ${rows[row]?.info.lines}`,
  );
  return rows.slice(1).map(({ record: [username = '', password = ''] }, index) => ({ index, username, password }));
}
