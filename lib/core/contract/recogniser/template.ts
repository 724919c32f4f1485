import { type SlotValues, Value } from './values.js';
import { AT_ONCE, type WrittenText } from './written-text.js';

/**
 * A JSON text, or several in a row, with some of the values taken out. A text that has the same pieces in the same order has
 * the same members in the same order with the same values, but for the slots.
 *
 * @example `{"a":"x","n":17,"b":true}` with the values of `a` (number 1) and `n` (number 2) taken out has the pieces `{"a":"`, `","n":` and
 *   `,"b":true}`, the slots 1 and 2, and the reads 1, 3, 0, 1 (value 1 is the cell 3 between quotation marks) and 2, 6, 1, 2 (value 2
 *   begins at 1 in cell 6, and has 2 characters); behind them two empty ones
 */
export interface Template extends WrittenText {
  /**
   * Where the values stand that are not known from elsewhere, in the order of the text, four numbers each: number of the value,
   * which of the cells that quotation marks cut the text into, where the value begins in this cell, and its length, which counts
   * for numbers only: a text is a whole cell.
   */
  reads: number[];
}

/** Gives a text so many slots that it can be written: those that are added are empty. */
export function pad({ pieces, slots }: WrittenText): void {
  while (slots.length === 0 || slots.length % AT_ONCE !== 0) {
    pieces[pieces.length] = '';
    slots[slots.length] = Value.empty;
  }
}

/**
 * Reads values from the cells in which they were when the template was learned. A wrong guess of the place does no harm: only a
 * text that is the very same as what the values write keeps to the template.
 *
 * @param values gets those that were read
 */
export function readCells(text: string, { reads }: Template, values: SlotValues): void {
  if (reads.length === 0) return;
  const cells = text.split('"');
  for (let i = 0; i < reads.length; i += 4) {
    const cell = cells[reads[i + 1] as number] ?? '';
    const begin = reads[i + 2] as number;
    values[reads[i] as number] = begin === 0 ? cell : cell.slice(begin, begin + (reads[i + 3] as number));
  }
}
