import type { WrongAnswer } from '../samples/columns.js';

const OF_A_KIND = 5;
const OF_ALL = 100;

/** The first of each kind, in the order of time: those who look for them in a log need no more, and a broken target breaks thousands. */
export function fewOfEachKind(all: readonly WrongAnswer[]): WrongAnswer[] {
  const seen = new Map<string, number>();
  const inOrder = [...all].sort((a, b) => a.at - b.at);
  const first = inOrder.filter(({ op, phase, outcome, status, error, why }) => {
    const kind = [op, phase, outcome, status, error, why].join(' ');
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    return (seen.get(kind) as number) <= OF_A_KIND;
  });
  return first.slice(0, OF_ALL);
}
