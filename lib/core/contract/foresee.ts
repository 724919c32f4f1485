import { VALUE } from './learned-answer.js';
import { createWriter, type SlotValues, type Template, type Writer } from './template.js';

/** A text of somebody whose values are known, but for those that are new in every answer. */
export interface Foreseen {
  write: Writer;
  /** For readPlaces. */
  places: number[];
  /** What stands in front of the last slot, and where: a text of somebody else hardly ever has the same there. */
  mark: string;
  markBegin: number;
  markEnd: number;
}

/**
 * Foresees the next text of the same person: what stays the same from answer to answer becomes a part of its pieces. Only the
 * refresh token has not always the same length: its end, and what is behind it, is counted from the end of the text.
 *
 * @param values what was read of a text that keeps to the template
 * @param length of this text
 */
export function foresee({ pieces, slots, reads }: Template, values: SlotValues, length: number): Foreseen {
  const fewer: Pick<Template, 'pieces' | 'slots'> = { pieces: [], slots: [] };
  const places: number[] = [];
  let mark = '';
  let markEnd = 0;
  let piece = '';
  let at = 0;
  let next = 0;
  for (let i = 0; i < slots.length; i++) {
    const ref = slots[i] as number;
    const value = String(values[ref]);
    const isRead = reads[next] === ref;
    // Where claims are, their token was read.
    if (isRead || ref === VALUE.accessClaims || ref === VALUE.idClaims) next += 4;
    piece += pieces[i];
    at += (pieces[i] as string).length;
    if (ref >= VALUE.profileInfo) piece += value;
    else {
      mark = piece;
      markEnd = at;
      if (ref === VALUE.refreshToken) at -= length;
      const isOfToken = ref >= VALUE.accessClaims && ref <= VALUE.idSignature;
      if (isRead || isOfToken) places.push(ref, markEnd, at + value.length);
      fewer.pieces.push(piece);
      fewer.slots.push(ref);
      piece = '';
    }
    at += value.length;
    if (ref === VALUE.accessSignature) places.push(VALUE.accessToken, at - String(values[VALUE.accessToken]).length, at);
  }
  fewer.pieces.push(piece + pieces[slots.length]);
  return { write: createWriter(fewer), places, mark, markBegin: markEnd - mark.length, markEnd };
}
