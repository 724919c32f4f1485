/**
 * What may stand in a slot of a template, with a number that says which:
 * - `text`: any text, kept as value number `ref`
 * - `same`: the text that was kept as value number `ref` before
 * - `issued`: `ref` seconds after the moment of issue, which is value number 0
 * - `time`: a whole number of seconds, kept as value number `ref`
 */
export type SlotKind = 'text' | 'same' | 'issued' | 'time';

export interface Slot {
  kind: SlotKind;
  ref: number;
}

/** A slot with its place: which piece of the text it is, and what stands before and after it in that piece. */
export interface PlacedSlot extends Slot {
  at: number;
  before: string;
  after: string;
}

/**
 * A JSON text that is cut at its quotes, with the slots taken out. A text that gives the same skeleton has the same members in
 * the same order with the same values, but for the slots. Plain JSON.
 */
export interface Template {
  skeleton: string;
  slots: PlacedSlot[];
}

/** What the slots of an answer held; number 0 is the moment of issue in seconds since the epoch, 0 where it is not known yet. */
export type SlotValues = (string | number)[];

/** @returns false where the text does not match; what its slots held is in `values` then, too, and means nothing */
export type Matcher = (text: string, values: SlotValues) => boolean;

const DIGITS = /^[1-9][0-9]{0,10}$/;

function secondsIn(piece: string | undefined, { before, after }: PlacedSlot): number | undefined {
  if (piece === undefined) return undefined;
  const digits = piece.slice(before.length, piece.length - after.length);
  return DIGITS.test(digits) && before + digits + after === piece ? Number(digits) : undefined;
}

/**
 * Makes a function that holds a text to a template, and keeps what its slots held; the characters of a `text` slot are not
 * looked at, but that no quote is among them. It takes few and large steps and flat lists, for those are what k6's interpreter
 * is fast at.
 */
export function createMatcher({ skeleton, slots }: Template): Matcher {
  const ofKind = (kind: SlotKind) => slots.filter((slot) => slot.kind === kind);
  const [texts, sames, issues, times] = [ofKind('text'), ofKind('same'), ofKind('issued'), ofKind('time')];
  const [textAt, textRef] = [texts.map(({ at }) => at), texts.map(({ ref }) => ref)];
  const [sameAt, sameRef] = [sames.map(({ at }) => at), sames.map(({ ref }) => ref)];
  const [issueAt, issueRef] = [issues.map(({ at }) => at), issues.map(({ ref }) => ref)];
  const [issueBefore, issueAfter] = [issues.map(({ before }) => before), issues.map(({ after }) => after)];

  const takeTimes = (pieces: string[], values: SlotValues): boolean =>
    times.every((slot) => {
      const seconds = secondsIn(pieces[slot.at], slot);
      values[slot.ref] = seconds ?? 0;
      pieces[slot.at] = '';
      return seconds !== undefined;
    });

  return (text, values) => {
    const pieces = text.split('"');
    for (let i = 0; i < textAt.length; i++) {
      const at = textAt[i] as number;
      values[textRef[i] as number] = pieces[at] as string;
      pieces[at] = '';
    }
    for (let i = 0; i < sameAt.length; i++) {
      const at = sameAt[i] as number;
      if (pieces[at] !== values[sameRef[i] as number]) return false;
      pieces[at] = '';
    }
    if (values[0] === 0 && issueAt.length > 0) {
      const first = issues[0] as PlacedSlot;
      values[0] = (secondsIn(pieces[first.at], first) ?? Number.NaN) - first.ref;
    }
    for (let i = 0; i < issueAt.length; i++) {
      const at = issueAt[i] as number;
      const seconds = (values[0] as number) + (issueRef[i] as number);
      if (pieces[at] !== (issueBefore[i] as string) + seconds + issueAfter[i]) return false;
      pieces[at] = '';
    }
    return (times.length === 0 || takeTimes(pieces, values)) && pieces.join('"') === skeleton;
  };
}
