import { closest, distance } from 'fastest-levenshtein';
import { UsageError } from './usage-error.js';

const MOST_TYPOS = 3;

/**
 * Finds something by its name.
 *
 * @param kind what it is, such as `profile`
 * @throws UsageError naming those that there are, and the one that was meant
 */
export function findNamed<T extends { name: string }>(kind: string, items: readonly T[], name: string): T {
  const found = items.find((item) => item.name === name);
  if (found) return found;
  const names = items.map((item) => item.name);
  const near = closest(name, names);
  const meant = distance(name, near) <= MOST_TYPOS ? `did you mean ${near}? There are` : 'there are';
  throw new UsageError([`there is no ${kind} "${name}": ${meant} ${names.join(', ')}.`]);
}
