import { VALUE } from './learned-answer.js';
import { createWriter, type SlotValues, type Template, type Writer } from './template.js';

/** A text of somebody whose values are known, but for those that are new in every answer. */
export interface Foreseen {
  write: Writer;
  /** For readPlaces. */
  places: number[];
}

/**
 * Foresees the next text of the same person: what stays the same from answer to answer becomes a part of its pieces. Only the
 * refresh token has not always the same length: its end, and what is behind it, is found from the end of the text.
 */
export function foresee({ pieces, slots, reads }: Template, values: SlotValues): Foreseen {
  const fewer: Pick<Template, 'pieces' | 'slots'> = { pieces: [], slots: [] };
  const places: number[] = [];
  let piece = '';
  let at = 0;
  let next = 0;
  for (let i = 0; i < slots.length; i++) {
    const ref = slots[i] as number;
    const value = String(values[ref]);
    piece += pieces[i];
    at += (pieces[i] as string).length;
    if (reads[next] === ref) {
      if (ref < VALUE.profileInfo) places.push(ref, at, at + value.length);
      next += 4;
    }
    at += value.length;
    if (ref < VALUE.profileInfo) {
      fewer.pieces.push(piece);
      fewer.slots.push(ref);
      piece = '';
    } else piece += value;
  }
  const last = pieces[slots.length] as string;
  fewer.pieces.push(piece + last);
  fromBehind(places, at + last.length);
  return { write: createWriter(fewer), places };
}

/** Counts the end of the refresh token, and the places behind it, from the end of the text. */
function fromBehind(places: number[], length: number): void {
  let behind = false;
  for (let i = 0; i < places.length; i += 3) {
    if (behind) places[i + 1] = (places[i + 1] as number) - length;
    behind ||= places[i] === VALUE.refreshToken;
    if (behind) places[i + 2] = (places[i + 2] as number) - length;
  }
}
