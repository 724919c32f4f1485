import { networkWords } from '../../core/network-words.js';

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

const QUOTED = /(error=)("(?:[^"\\]|\\.)*"|\S+)/;

/** A line of k6's log without what a target may have put into it. */
export function withoutQuotes(line: string): string {
  if (!line.includes('msg="Request Failed"')) return line;
  return line.replace(
    QUOTED,
    (_, name: string, text: string) => `${name}"${networkWords(text.replace(/"$/, '')) ?? 'not kept, for it may repeat what was sent'}"`,
  );
}
