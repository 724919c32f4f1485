const LONGEST_ERROR = 200;

/** The last error in k6's log, without the place in the bundle. */
export function lastError(log: string): string | undefined {
  const errors = Array.from(log.matchAll(/level=error msg="((?:[^"\\]|\\.)*)"/g), ([, text = '']) => text);
  return errors
    .at(-1)
    ?.replace(/\\n.*$/, '')
    .replace(/ at \S+ \(file:.*$/, '')
    .replace(/^test aborted: /, '')
    .slice(0, LONGEST_ERROR);
}
