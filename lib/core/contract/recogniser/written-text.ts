import type { SlotValues } from './values.js';

/** A text as it is written: pieces with values in between. */
export interface WrittenText {
  /** One more than there are slots. */
  pieces: string[];
  /** Number of the value that stands in each slot; a multiple of eight of them (`pad`), for they are written eight at a time. */
  slots: number[];
}

/** So many slots are written at a time. */
export const AT_ONCE = 8;

/** Writes a text: straight code for eight slots, for k6's interpreter pays for a loop over lists twice. */
export function writeText({ pieces, slots }: WrittenText, values: SlotValues): string {
  let text = '';
  for (let i = 0; i < slots.length; i += AT_ONCE) {
    const end = i + AT_ONCE === slots.length ? pieces[i + 8] : '';
    const part =
      `${pieces[i]}${values[slots[i] as number]}${pieces[i + 1]}${values[slots[i + 1] as number]}` +
      `${pieces[i + 2]}${values[slots[i + 2] as number]}${pieces[i + 3]}${values[slots[i + 3] as number]}` +
      `${pieces[i + 4]}${values[slots[i + 4] as number]}${pieces[i + 5]}${values[slots[i + 5] as number]}` +
      `${pieces[i + 6]}${values[slots[i + 6] as number]}${pieces[i + 7]}${values[slots[i + 7] as number]}${end}`;
    // k6 would copy a text that is added to an empty one.
    text = i === 0 ? part : text + part;
  }
  return text;
}
