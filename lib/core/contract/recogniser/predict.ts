import { FILLER } from './claims.js';
import type { LearnedAnswer } from './learned-answer.js';
import type { Prediction, Seen } from './prediction.js';
import { pad } from './template.js';
import { type SlotValues, Value } from './values.js';
import type { Template } from './written-text.js';

// Not by push(), for its function would stay with every virtual user (0.8 kB).
function addPlace(places: number[], ref: number, begin: number, end: number): void {
  const at = places.length;
  places[at] = ref;
  places[at + 1] = begin;
  places[at + 2] = end;
}

/** What a predicted text is made of, see `Prediction`; the places are three numbers each. */
interface Parts {
  /** Gets the pieces, from `first` on. */
  pieces: (string | number)[];
  first: number;
  /** Gets the places of values that are read. */
  reads: number[];
  /** Gets the places of what must stand there: values that follow from others, and the pieces. None for a text that is written. */
  fixed?: number[];
  /** Gets the slots of a text that is written. */
  slots?: number[];
}

/**
 * What stays the same from answer to answer becomes a part of the pieces. Only the refresh token has not always the same length:
 * its end, and what is behind it, is counted from the end of the text.
 *
 * @param seen values of an answer that keeps to the template
 * @param length of its text
 * @param knowsMoment whether the moment of issue is read elsewhere
 * @returns whether it is by now
 */
function predictText(template: Template, seen: SlotValues, length: number, knowsMoment: boolean, parts: Parts): boolean {
  const { pieces, first, reads, fixed, slots } = parts;
  let knows = knowsMoment;
  let piece = '';
  let count = 0;
  let at = 0;
  for (let i = 0; i < template.slots.length; i++) {
    const ref = template.slots[i] as number;
    const value = `${seen[ref]}`;
    piece += template.pieces[i];
    at += (template.pieces[i] as string).length;
    if (ref === Value.empty || ref >= Value.profileInfo) piece += value;
    else {
      const begin = at;
      if (ref === Value.refreshToken) at -= length;
      const isNew = ref === Value.moment ? !knows : ref >= Value.accessClaims && ref <= Value.refreshToken;
      if (ref === Value.moment) knows = true;
      if (isNew) addPlace(reads, ref, begin, at + value.length);
      else if (fixed) addPlace(fixed, ref, begin, at + value.length);
      if (fixed) addPlace(fixed, first + count, begin - piece.length, begin);
      if (slots) slots[count] = ref;
      pieces[first + count] = piece;
      count += 1;
      piece = '';
    }
    at += value.length;
    if (ref === Value.accessSignature) addPlace(reads, Value.accessToken, at - (seen[Value.accessToken] as string).length, at);
  }
  pieces[first + count] = piece + template.pieces[template.slots.length];
  if (fixed) addPlace(fixed, first + count, at - piece.length, Number.POSITIVE_INFINITY);
  return knows;
}

/**
 * Predicts the next answer of the same person.
 *
 * @param seen an answer that keeps to the templates of body and claims
 * @param lengths of both texts
 */
export function predict(
  { frame, body, claims }: LearnedAnswer,
  { identity, idAud, email, values: seen }: Seen,
  lengths: { body: number; claims: number },
): Prediction {
  const reads: number[] = [];
  const fixed: number[] = [];
  const values: SlotValues = [];
  // Lists are filled from the end, for one that grows has room for twice as much.
  values[Value.person + body.slots.length] = '';
  // What an answer does not have, such as a refresh token, stays undefined.
  for (let i = 0; i < Value.person; i++) if (seen[i] !== undefined) values[i] = '';
  const knows = predictText(body, seen, lengths.body, false, { pieces: values, first: Value.person, reads, fixed });
  const claimsFrom = reads.length;
  const pieces: string[] = [];
  const slots: number[] = [];
  predictText(claims, seen, lengths.claims, knows, { pieces, first: 0, reads, slots });
  pad({ pieces, slots });
  const fixedFrom = reads.length;
  const places: number[] = [];
  for (let i = fixed.length - 1; i >= 0; i--) places[fixedFrom + i] = fixed[i] as number;
  for (let i = 0; i < fixedFrom; i++) places[i] = reads[i] as number;
  const authTime = Number(seen[Value.authTime] ?? 0);
  const filler = FILLER.slice(0, (seen[Value.accessEnd] as string).length + 1);
  return { identity, idAud, email, values, frame, authTime, filler, places, claimsFrom, fixedFrom, pieces, slots };
}
