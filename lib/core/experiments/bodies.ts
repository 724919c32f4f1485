import { SURE } from './fields.js';
import { normaliseBody } from './normalise.js';
import { proportionsP } from './timing.js';

/** In how many answers to one kind of user each word stood. */
export type WordCounts = Map<string, number>;

/** Adds the words of an answer's body to those of its kind; what differs from answer to answer is one word for all. */
export function addWords(words: WordCounts, body: string | null): void {
  const normal = normaliseBody(body);
  // An empty body is a word, too.
  for (const word of new Set(normal.split(/[\s"'{}[\],:;()<>=&]+/))) words.set(word, (words.get(word) ?? 0) + 1);
}

/**
 * Whether two kinds can be told apart by a word: it is in the answers to one of them more often than chance would have it. Names that were
 * sent and numbers of a request's own are in few answers each.
 *
 * @param answers of each kind
 */
export function areToldApart(one: WordCounts, other: WordCounts, answers: number): boolean {
  const words = new Set([...one.keys(), ...other.keys()]);
  return Array.from(words).some((word) => proportionsP([one.get(word) ?? 0, answers], [other.get(word) ?? 0, answers]) < SURE);
}
