import type { WordCounts } from '../../core/experiments/bodies.js';
import { type FieldValues, tellingFields } from '../../core/experiments/fields.js';
import { compareTails, compareTimes, isSure, tailTellsApart, tellsApart } from '../../core/experiments/timing.js';
import type { ExperimentContext } from './context.js';

// Nobody can tell less over a network.
const SMALLEST_MS = 0.01;
export const KINDS = ['unknown', 'known', 'disabled', 'locked'] as const;
export type Kind = (typeof KINDS)[number];

/** What was seen of the answers to one kind of user. */
export interface Seen {
  times: number[];
  statuses: Set<number>;
  words: WordCounts;
  fields: FieldValues;
}

/** Kinds whose answers are alike, together: "unknown, known". */
export function alike(kinds: readonly Kind[], areAlike: (one: Kind, other: Kind) => boolean): string[] {
  const groups: Kind[][] = [];
  for (const kind of kinds) {
    const group = groups.find(([first]) => first !== undefined && areAlike(first, kind));
    if (group) group.push(kind);
    else groups.push([kind]);
  }
  return groups.map((group) => group.join(', '));
}

function note(context: ExperimentContext, id: string, held: boolean, found: string): void {
  context.note('enumeration', `enumeration.${id}`, held ? 'held' : 'broken', found);
}

// A name is the target's to choose, and could be anything.
const nameOf = (field: string): string => (/^(cookie )?[a-z-]{1,40}$/i.test(field) ? field : 'a field');

/** Whether header fields tell kinds apart. */
export function compareHeaders(context: ExperimentContext, seen: Record<Kind, Seen>, kinds: readonly Kind[], left: string): void {
  const telling = tellingFields(
    kinds.map((kind) => seen[kind].fields),
    seen.unknown.times.length,
  ).map(nameOf);
  const found = telling.length === 0 ? 'the same headers' : `distinguished by ${telling.slice(0, 5).join(', ')}`;
  note(context, 'headers', telling.length === 0, `${found} in ${seen.unknown.times.length * kinds.length} answers${left}`);
}

/** Whether waiting tells kinds apart. */
export function compareKinds(context: ExperimentContext, seen: Record<Kind, Seen>, kinds: readonly Kind[], left: string): void {
  const found: string[] = [];
  let broken = false;
  for (const kind of kinds.filter((one) => one !== 'unknown')) {
    const difference = compareTimes(seen.unknown.times, seen[kind].times);
    const { shift, low, high, p } = difference;
    const tail = compareTails(seen.unknown.times, seen[kind].times);
    const later = `a ${kind} user is answered ${Math.abs(shift).toFixed(2)} ms ${shift > 0 ? 'later' : 'earlier'} than an unknown one (95 %: ${low.toFixed(2)} to ${high.toFixed(2)} ms, p ${p.toExponential(0)})`;
    if (tellsApart(difference)) {
      broken = true;
      found.push(later);
    } else if (tailTellsApart(tail)) {
      broken = true;
      found.push(
        `${tail.second} of ${seen[kind].times.length} answers to a ${kind} user take longer than ${tail.ms.toFixed(1)} ms, of those to an unknown one ${tail.first} (p ${tail.p.toExponential(0)})`,
      );
    } else if (isSure(difference)) found.push(`${later}, which is too little to tell by`);
    else {
      const excluded = Math.max(Math.abs(low), Math.abs(high), SMALLEST_MS).toFixed(2);
      found.push(`unknown and ${kind}: no difference found; one of more than ${excluded} ms is excluded (95 %)`);
    }
  }
  note(context, 'time', !broken, found.join('; ') + left);
}
