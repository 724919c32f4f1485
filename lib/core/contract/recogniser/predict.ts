import type { LearnedAnswer } from './learned-answer.js';
import type { Prediction, Seen } from './prediction.js';
import { pad, type Template, type WrittenText } from './template.js';
import { type SlotValues, Value } from './values.js';

/** A text of somebody whose values are known, but for those that are new in every answer. */
interface PredictedText extends WrittenText {
  /** Where each piece begins and ends, two numbers each, from the end of the text if negative. */
  edges: number[];
  /** Values to read, and values that follow from others: three numbers each, see `Prediction`. */
  read: number[];
  follows: number[];
}

// Not by push(), for its function would stay with every virtual user (0.7 kB).
function addPlace(places: number[], ref: number, begin: number, end: number): void {
  const at = places.length;
  places[at] = ref;
  places[at + 1] = begin;
  places[at + 2] = end;
}

function addPiece({ pieces, edges }: PredictedText, piece: string, begin: number, end: number): void {
  edges[2 * pieces.length] = begin;
  edges[2 * pieces.length + 1] = end;
  pieces[pieces.length] = piece;
}

/**
 * What stays the same from answer to answer becomes a part of the pieces. Only the refresh token has not always the same length:
 * its end, and what is behind it, is counted from the end of the text.
 */
function predictText({ pieces, slots, reads }: Template, values: SlotValues, length: number): PredictedText {
  const predicted: PredictedText = { pieces: [], slots: [], edges: [], read: [], follows: [] };
  let piece = '';
  let at = 0;
  let next = 0;
  for (let i = 0; i < slots.length; i++) {
    const ref = slots[i] as number;
    const value = `${values[ref]}`;
    const isRead = reads[next] === ref;
    // Where claims are, their token was read.
    if (isRead || ref === Value.accessClaims || ref === Value.idClaims) next += 4;
    piece += pieces[i];
    at += (pieces[i] as string).length;
    if (ref === Value.empty || ref >= Value.profileInfo) piece += value;
    else {
      const begin = at;
      if (ref === Value.refreshToken) at -= length;
      const isOfToken = ref >= Value.accessClaims && ref <= Value.idSignature;
      addPlace(isRead || isOfToken ? predicted.read : predicted.follows, ref, begin, at + value.length);
      addPiece(predicted, piece, begin - piece.length, begin);
      predicted.slots[predicted.slots.length] = ref;
      piece = '';
    }
    at += value.length;
    if (ref === Value.accessSignature) addPlace(predicted.read, Value.accessToken, at - (values[Value.accessToken] as string).length, at);
  }
  piece += pieces[slots.length];
  addPiece(predicted, piece, at + (pieces[slots.length] as string).length - piece.length, Number.POSITIVE_INFINITY);
  return predicted;
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
  const { pieces, edges, read, follows } = predictText(body, seen, lengths.body);
  const { read: readClaims, ...written } = predictText(claims, seen, lengths.claims);
  pad(written);
  const values: SlotValues = [];
  // What an answer does not have, such as a refresh token, stays undefined.
  for (let i = 0; i < Value.person; i++) if (seen[i] !== undefined) values[i] = '';
  for (let i = 0; i < pieces.length; i++) {
    addPlace(follows, Value.person + i, edges[2 * i] as number, edges[2 * i + 1] as number);
    values[Value.person + i] = pieces[i] as string;
  }
  const claimsFrom = read.length;
  const fixedFrom = claimsFrom + readClaims.length;
  const places = read;
  for (let i = 0; i < readClaims.length; i++) places[places.length] = readClaims[i] as number;
  for (let i = 0; i < follows.length; i++) places[places.length] = follows[i] as number;
  const authTime = Number(seen[Value.authTime] ?? 0);
  return { identity, idAud, email, values, frame, authTime, places, claimsFrom, fixedFrom, pieces: written.pieces, slots: written.slots };
}
