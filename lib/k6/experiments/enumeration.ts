import type { Response } from 'k6/http';
import { addWords, areToldApart, type WordCounts } from '../../core/experiments/bodies.js';
import { SIZES, turnsOf } from '../../core/experiments/effort.js';
import { addFields, type FieldValues, tellingFields } from '../../core/experiments/fields.js';
import { compareTails, compareTimes, isSure, tailTellsApart, tellsApart } from '../../core/experiments/timing.js';
import { seeded, shuffled } from '../../core/random.js';
import type { ExperimentContext } from './context.js';
import { countKindTime } from './metrics.js';

// Nobody can tell less over a network.
const SMALLEST_MS = 0.01;
const KINDS = ['unknown', 'known', 'disabled', 'locked'] as const;
type Kind = (typeof KINDS)[number];

interface Seen {
  times: number[];
  statuses: Set<number>;
  words: WordCounts;
  fields: FieldValues;
}

/** Kinds whose answers are alike, together: "unknown, known". */
function alike(kinds: readonly Kind[], areAlike: (one: Kind, other: Kind) => boolean): string[] {
  const groups: Kind[][] = [];
  for (const kind of kinds) {
    const group = groups.find(([first]) => first !== undefined && areAlike(first, kind));
    if (group) group.push(kind);
    else groups.push([kind]);
  }
  return groups.map((group) => group.join(', '));
}

const LOCKED_LEFT = {
  'all along': '',
  'before the end': '; the first lock was over before all were asked, so that of locked users less is known',
  never: '; no account was locked, so that locked users are not compared',
} as const;

/** As many names as of the other kinds get as many wrong passwords as lock; those who can sign in all the same are not locked. */
function lockSome(context: ExperimentContext): number[] {
  const { first } = context.users('lockout', 0.9, 1);
  const accounts = Array.from({ length: SIZES.names }, (_, i) => first + SIZES.parallelAccounts + i);
  return accounts.filter((index) => {
    for (let attempt = 0; attempt < context.brief.lockout.to; attempt++) context.fail(index, attempt);
    return !context.signIn(index);
  });
}

/** Whether all answers to some kinds are those of a broken server, and none to the others: that is no accident. */
function isBrokenForSome(statuses: readonly Set<number>[]): boolean {
  const broken = statuses.map((some) => Array.from(some, (status) => status >= 500));
  return broken.some((all) => !all.includes(false)) && broken.every((all) => !all.includes(true) || !all.includes(false));
}

/** A right password starts the count of wrong ones again, so that the next run finds nobody locked; who is locked by now is no known user. */
function letIn(context: ExperimentContext, names: number, first: number, count: number): void {
  const asked = Array.from({ length: Math.min(names, count) }, (_, i) => first + i);
  const shut = asked.filter((index) => !context.signIn(index)).length;
  if (shut > 0)
    context.doubt(`${shut} of the known users are refused with the right password, too, after fewer wrong ones than are declared to lock`);
}

/** Answers to users of four kinds, interleaved so that nothing but the kind differs. */
export function enumeration(context: ExperimentContext): void {
  // As many names of each kind, each as often: whoever was asked for before may be answered faster.
  const { names } = SIZES;
  const rounds = names * turnsOf(context.brief.lockout);
  const known = context.users('spray', 0.6, 1);
  const disabled = context.users('disabled', 0, 1);
  const locked = lockSome(context);
  const kinds = KINDS.filter((kind) => kind !== 'locked' || locked.length > 0);
  const seen = Object.fromEntries(
    KINDS.map((kind) => [kind, { times: [], statuses: new Set(), words: new Map(), fields: new Map() }]),
  ) as unknown as Record<Kind, Seen>;
  const send: Record<Kind, (name: number, turn: number) => Response> = {
    unknown: (name, turn) => {
      const response = context.session.client.signIn('failed-sign-in', 'experiment', context.unknownUser(name), context.wrong(name, turn));
      context.see(response);
      return response;
    },
    known: (name, turn) => context.fail(known.first + (name % known.count), 50 + turn),
    disabled: (name, turn) => context.fail(disabled.first + (name % disabled.count), turn),
    locked: (name, turn) => context.fail(locked[name % locked.length] as number, 100 + turn),
  };
  const next = seeded(1);
  for (let round = 0; round < rounds; round++) {
    // Another order each round, so that none always comes first, or behind another.
    for (const kind of shuffled(kinds, next)) {
      const { status, body, headers, timings } = send[kind](round % names, Math.floor(round / names));
      const group = seen[kind];
      group.times.push(timings.duration);
      group.statuses.add(status);
      addWords(group.words, body as string | null);
      addFields(group.fields, headers);
      countKindTime(kind, timings.duration);
    }
  }
  const [firstLocked] = locked;
  const state = firstLocked === undefined ? 'never' : context.signIn(firstLocked) ? 'before the end' : 'all along';
  const left = LOCKED_LEFT[state];
  const { first: honest } = context.users('honest', 0.5, 1);
  if (!context.signIn(honest)) context.doubt('the address is refused by now, so all users look alike');
  letIn(context, names, known.first, known.count);
  const statusesOf = (kind: Kind) => Array.from(seen[kind].statuses).sort().join();
  for (const [what, id, groups] of [
    ['statuses', 'status', alike(kinds, (one, other) => statusesOf(one) === statusesOf(other))],
    ['bodies', 'body', alike(kinds, (one, other) => !areToldApart(seen[one].words, seen[other].words, rounds))],
  ] as const) {
    const found = groups.length === 1 ? `the same ${id}` : `different ${what}, ${groups.join(' | ')},`;
    const isCertain = id === 'status' && isBrokenForSome(kinds.map((kind) => seen[kind].statuses));
    context.note(
      'enumeration',
      `enumeration.${id}`,
      groups.length === 1 ? 'held' : 'broken',
      `${found} in ${rounds * kinds.length} answers${left}`,
      isCertain,
    );
  }
  compareHeaders(context, seen, kinds, left);
  compareKinds(context, seen, kinds, left);
}

function note(context: ExperimentContext, id: string, held: boolean, found: string): void {
  context.note('enumeration', `enumeration.${id}`, held ? 'held' : 'broken', found);
}

// A name is the target's to choose, and could be anything.
const nameOf = (field: string): string => (/^(cookie )?[a-z-]{1,40}$/i.test(field) ? field : 'a field');

function compareHeaders(context: ExperimentContext, seen: Record<Kind, Seen>, kinds: readonly Kind[], left: string): void {
  const telling = tellingFields(
    kinds.map((kind) => seen[kind].fields),
    seen.unknown.times.length,
  ).map(nameOf);
  const found = telling.length === 0 ? 'the same headers' : `distinguished by ${telling.slice(0, 5).join(', ')}`;
  note(context, 'headers', telling.length === 0, `${found} in ${seen.unknown.times.length * kinds.length} answers${left}`);
}

function compareKinds(context: ExperimentContext, seen: Record<Kind, Seen>, kinds: readonly Kind[], left: string): void {
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
