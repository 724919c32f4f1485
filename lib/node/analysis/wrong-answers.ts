import type { WrongAnswer } from '../samples/columns.js';

const OF_A_KIND = 5;

/**
 * The first of each kind, in the order of time: those who look for them in a log need no more, and a broken target breaks thousands.
 *
 * @param most in all; then the first of every kind come before the second of any
 */
export function fewOfEachKind(all: readonly WrongAnswer[], most: number): WrongAnswer[] {
  const kinds = new Map<string, WrongAnswer[]>();
  for (const wrong of [...all].sort((a, b) => a.at - b.at)) {
    const { op, phase, outcome, status, error, why } = wrong;
    const kind = [op, phase, outcome, status, error, why].join(' ');
    kinds.set(kind, [...(kinds.get(kind) ?? []), wrong].slice(0, OF_A_KIND));
  }
  const ranked = Array.from({ length: OF_A_KIND }, (_, rank) => Array.from(kinds.values()).flatMap((kind) => kind.slice(rank, rank + 1)));
  return ranked
    .flat()
    .slice(0, most)
    .sort((a, b) => a.at - b.at);
}
