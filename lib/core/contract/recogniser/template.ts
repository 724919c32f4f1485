/** What the slots of an answer held, by number. */
export type SlotValues = (string | number)[];

/** The value of this number is always empty. */
const EMPTY = 0;

/**
 * A JSON text, or several in a row, with some of the values taken out. A text that has the same pieces in the same order has
 * the same members in the same order with the same values, but for the slots. Plain JSON.
 *
 * @example `{"a":"x","n":17,"b":true}` with the values of `a` (number 1) and `n` (number 2) taken out has the pieces `{"a":"`, `","n":` and
 *   `,"b":true}`, the slots 1 and 2, and the reads 1, 3, 0, 1 (value 1 is the cell 3 between quotation marks) and 2, 6, 1, 2 (value 2
 *   begins at 1 in cell 6, and has 2 characters)
 */
export interface Template {
  /** One more than there are slots. */
  pieces: string[];
  /** Number of the value that stands in each slot. */
  slots: number[];
  /**
   * Where the values stand that are not known from elsewhere, in the order of the text, four numbers each: number of the value,
   * which of the cells that quotation marks cut the text into, where the value begins in this cell, and its length, which counts
   * for numbers only: a text is a whole cell.
   */
  reads: number[];
}

/**
 * Reads values from the cells in which they were when the template was learned. A wrong guess of the place does no harm: only a
 * text that is the very same as what the values write keeps to the template.
 *
 * @param values gets those that were read
 */
export function readCells(text: string, { reads }: Template, values: SlotValues): void {
  const cells = text.split('"');
  for (let i = 0; i < reads.length; i += 4) {
    const cell = cells[reads[i + 1] as number] ?? '';
    const begin = reads[i + 2] as number;
    values[reads[i] as number] = begin === 0 ? cell : cell.slice(begin, begin + (reads[i + 3] as number));
  }
}

/** Writes the text that a template gives with these values. */
export type Writer = (values: SlotValues) => string;

const AT_ONCE = 8;

// Straight code for eight slots and what is around them, for k6's interpreter pays for a loop over lists twice: one
// concatenation, and no text in between. Destructuring would make every virtual user's iterators (5 kB), Array's own slice its
// constructor (4 kB).
function writeEight(pieces: string[], slots: number[], at: number): Writer {
  const a = pieces[at] ?? '';
  const p = slots[at] ?? EMPTY;
  const b = pieces[at + 1] ?? '';
  const q = slots[at + 1] ?? EMPTY;
  const c = pieces[at + 2] ?? '';
  const r = slots[at + 2] ?? EMPTY;
  const d = pieces[at + 3] ?? '';
  const s = slots[at + 3] ?? EMPTY;
  const e = pieces[at + 4] ?? '';
  const t = slots[at + 4] ?? EMPTY;
  const f = pieces[at + 5] ?? '';
  const u = slots[at + 5] ?? EMPTY;
  const g = pieces[at + 6] ?? '';
  const v = slots[at + 6] ?? EMPTY;
  const h = pieces[at + 7] ?? '';
  const w = slots[at + 7] ?? EMPTY;
  const end = slots.length <= at + AT_ONCE ? (pieces[at + AT_ONCE] ?? '') : '';
  return (of) => `${a}${of[p]}${b}${of[q]}${c}${of[r]}${d}${of[s]}${e}${of[t]}${f}${of[u]}${g}${of[v]}${h}${of[w]}${end}`;
}

/**
 * Makes a function that writes a template's text.
 *
 * @param at number of the slot to begin with
 */
export function createWriter({ pieces, slots }: Pick<Template, 'pieces' | 'slots'>, at = 0): Writer {
  const first = writeEight(pieces, slots, at);
  if (slots.length <= at + AT_ONCE) return first;
  const rest = createWriter({ pieces, slots }, at + AT_ONCE);
  return (values) => first(values) + rest(values);
}
