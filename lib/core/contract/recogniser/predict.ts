import { VALUE } from './learned-answer.js';
import { createWriter, type SlotValues, type Template, type Writer } from './template.js';

/** Three numbers each: number of a value, where it begins and where it ends, from the end of the text if negative. */
export type Places = number[];

/** A text of somebody whose values are known, but for those that are new in every answer. */
interface PredictedText extends Pick<Template, 'pieces' | 'slots'> {
  /** Where each piece begins and ends, two numbers each, from the end of the text if negative. */
  edges: number[];
  /** Values to read. */
  read: Places;
  /** Values that follow from others. */
  follows: Places;
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
    if (isRead || ref === VALUE.accessClaims || ref === VALUE.idClaims) next += 4;
    piece += pieces[i];
    at += (pieces[i] as string).length;
    if (ref >= VALUE.profileInfo) piece += value;
    else {
      const begin = at;
      if (ref === VALUE.refreshToken) at -= length;
      const isOfToken = ref >= VALUE.accessClaims && ref <= VALUE.idSignature;
      (isRead || isOfToken ? predicted.read : predicted.follows).push(ref, begin, at + value.length);
      predicted.edges.push(begin - piece.length, begin);
      predicted.pieces.push(piece);
      predicted.slots.push(ref);
      piece = '';
    }
    at += value.length;
    if (ref === VALUE.accessSignature) predicted.read.push(VALUE.accessToken, at - (values[VALUE.accessToken] as string).length, at);
  }
  piece += pieces[slots.length];
  predicted.edges.push(at + (pieces[slots.length] as string).length - piece.length, Number.POSITIVE_INFINITY);
  predicted.pieces.push(piece);
  return predicted;
}

/** The next answer of somebody. Holds no more than what is looked at, for every virtual user has one. */
export interface Prediction extends Omit<PredictedText, 'slots'> {
  readClaims: Places;
  writeClaims: Writer;
}

/**
 * Predicts the next answer of the same person.
 *
 * @param values what was read of an answer that keeps to the templates of body and claims
 * @param lengths of both texts
 */
export function predict(body: Template, claims: Template, values: SlotValues, lengths: { body: number; claims: number }): Prediction {
  const { pieces, edges, read, follows } = predictText(body, values, lengths.body);
  const predictedClaims = predictText(claims, values, lengths.claims);
  return { pieces, edges, read, follows, readClaims: predictedClaims.read, writeClaims: createWriter(predictedClaims) };
}

/** Whether all pieces of a predicted text stand where they should. */
export function hasPieces(text: string, { pieces, edges }: Prediction): boolean {
  for (let i = 0; i < pieces.length; i++) if (text.slice(edges[2 * i], edges[2 * i + 1]) !== pieces[i]) return false;
  return true;
}

/** @param values gets what stands at the places */
export function readPlaces(text: string, places: Places, values: SlotValues): void {
  for (let i = 0; i < places.length; i += 3) values[places[i] as number] = text.slice(places[i + 1], places[i + 2]);
}

/** Whether the values stand at the places. */
export function hasValues(text: string, places: Places, values: SlotValues): boolean {
  for (let i = 0; i < places.length; i += 3) if (text.slice(places[i + 1], places[i + 2]) !== values[places[i] as number]) return false;
  return true;
}
