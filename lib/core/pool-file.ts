import { UsageError } from './usage-error.js';

/** What an imported pool's header must be. */
const POOL_HEADER = ['username', 'password'] as const;

const MOST_PROBLEMS = 5;

/** What is wrong with a header; a byte order mark in front of it is passed over. */
function headerProblem(header: readonly string[]): string | undefined {
  const names = header.map((name, i) => (i === 0 ? name.replace(/^\ufeff/, '') : name));
  if (names[0] === POOL_HEADER[0] && names[1] === POOL_HEADER[1]) return undefined;
  // A first line that is no header is a user, password and all: nothing of it is repeated.
  const found = POOL_HEADER.filter((name) => names.some((one) => one.trim().toLowerCase() === name));
  const has = found.length === 0 ? 'neither of them' : `${found.join(' and ')}, and not these two in this form`;
  return `it must begin with "${POOL_HEADER.join(',')}", and has ${has}`;
}

/** What is wrong with a user; `seen` remembers where each name stood first. */
function userProblem([username = '', password = '']: readonly string[], seen: Map<string, string>, place: string): string | undefined {
  const key = username.toLowerCase();
  const before = seen.get(key);
  if (before === undefined) seen.set(key, place);
  if (username.includes('\ufffd') || password.includes('\ufffd') || username.includes('\0'))
    return 'a character is not UTF-8: save the file as UTF-8';
  if (username.trim() === '') return 'username is missing';
  if (password === '') return 'password is missing';
  return before === undefined ? undefined : `the same username as in ${before}`;
}

/**
 * Checks an imported pool before anything is sent. No password is in what it says.
 *
 * @param rows all of them, the header first
 * @param placeOf where a row stands, by its number from 0: `line 7`, or `row 7` for a reader that passes over empty lines
 * @throws UsageError with the lines and what is wrong with them
 */
export function checkPoolRows(path: string, rows: Iterable<readonly string[]>, placeOf = (row: number): string => `row ${row + 1}`): void {
  const seen = new Map<string, string>();
  const problems: string[] = [];
  let number = 0;
  let fields = 0;
  for (const row of rows) {
    const place = placeOf(number);
    if (number === 0) fields = row.length;
    const count = row.length === fields ? undefined : `${row.length} fields, and the header has ${fields}`;
    const problem = number === 0 ? headerProblem(row) : (userProblem(row, seen, place) ?? count);
    if (problem) problems.push(`${place}: ${problem}`);
    number += 1;
    if (problems.length > MOST_PROBLEMS) break;
  }
  if (number < 2) problems.push(`it has no users: it takes the header "${POOL_HEADER.join(',')}", and a line for each`);
  if (problems.length === 0) return;
  const more = problems.length > MOST_PROBLEMS ? ['and more of the kind'] : [];
  throw new UsageError([...problems.slice(0, MOST_PROBLEMS), ...more].map((problem) => `pool file ${path}: ${problem}.`));
}
