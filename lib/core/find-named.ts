import { closest, distance } from 'fastest-levenshtein';
import { UsageError } from './usage-error.js';

const MOST_TYPOS = 3;

/** The names, or a line each where there is more to say. */
function listed(items: readonly { name: string; title?: string }[]): string {
  if (items.every(({ title }) => title === undefined)) return ` ${items.map(({ name }) => name).join(', ')}.`;
  return `:${items.map(({ name, title }) => `\n  ${name.padEnd(16)}${title}`).join('')}`;
}

/**
 * Finds something by its name.
 *
 * @param kind what it is, such as `profile`
 * @throws UsageError naming those that there are, and the one that was meant
 */
export function findNamed<T extends { name: string; title?: string }>(kind: string, items: readonly T[], name: string): T {
  const found = items.find((item) => item.name === name);
  if (found) return found;
  const near = closest(
    name,
    items.map((item) => item.name),
  );
  const meant = distance(name, near) <= MOST_TYPOS ? `did you mean ${near}? There are` : 'there are';
  throw new UsageError([`there is no ${kind} "${name}": ${meant}${listed(items)}`]);
}
