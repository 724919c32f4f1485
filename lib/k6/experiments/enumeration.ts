import type { Response } from 'k6/http';
import { addWords, areToldApart } from '../../core/experiments/bodies.js';
import { SIZES, turnsOf } from '../../core/experiments/effort.js';
import { addFields } from '../../core/experiments/fields.js';
import { isBrokenForSome } from '../../core/experiments/statuses.js';
import { seeded, shuffled } from '../../core/random.js';
import type { ExperimentContext } from './context.js';
import { alike, compareHeaders, compareKinds, KINDS, type Kind, type Seen } from './kinds.js';
import { countKindTime } from './metrics.js';

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
    for (let attempt = 0; attempt < context.lockout.to; attempt++) context.fail(index, attempt);
    return !context.signIn(index);
  });
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
  const rounds = names * turnsOf(context.lockout);
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
