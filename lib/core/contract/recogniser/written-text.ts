import type { SlotValues } from './values.js';

/**
 * A text with some of its values taken out: pieces, and slots in between. Of JSON texts, one that has the same pieces in the same order has
 * the same members in the same order with the same values, but for the slots.
 *
 * @example `{"a":"x","n":17,"b":true}` with the values of `a` (number 1) and `n` (number 2) taken out has the pieces `{"a":"`, `","n":` and
 *   `,"b":true}`, and the slots 1 and 2; behind them two empty ones
 */
export interface Template {
  /** One more than there are slots. */
  pieces: string[];
  /** Number of the value that stands in each slot; a multiple of four of them (`pad`), for they are written four at a time. */
  slots: number[];
}

/** So many slots are written at a time: more would be one value too many for the stack that k6's interpreter makes for each iteration. */
export const AT_ONCE = 4;

/** Writes a text: straight code for some slots, for k6's interpreter pays for a loop over lists twice. */
export function writeText({ pieces, slots }: Template, values: SlotValues): string {
  let text = '';
  for (let i = 0; i < slots.length; i += AT_ONCE) {
    const end = i + AT_ONCE === slots.length ? pieces[i + AT_ONCE] : '';
    text =
      `${text}${pieces[i]}${values[slots[i] as number]}${pieces[i + 1]}${values[slots[i + 1] as number]}` +
      `${pieces[i + 2]}${values[slots[i + 2] as number]}${pieces[i + 3]}${values[slots[i + 3] as number]}${end}`;
  }
  return text;
}
