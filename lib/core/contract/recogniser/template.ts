import { type SlotValues, Value } from './values.js';
import { AT_ONCE, type Template } from './written-text.js';

/** Gives a text so many slots that it can be written: those that are added are empty. */
export function pad({ pieces, slots }: Template): void {
  while (slots.length === 0 || slots.length % AT_ONCE !== 0) {
    pieces[pieces.length] = '';
    slots[slots.length] = Value.empty;
  }
}

/**
 * Reads the values of slots that have none: each ends at the first character of the next piece. A wrong guess of the place does no harm: only a
 * text that is the very same as what the values write keeps to the template.
 *
 * @param values gets those that were read
 */
export function readText(text: string, { pieces, slots }: Template, values: SlotValues): void {
  let at = 0;
  for (let i = 0; i < slots.length; i++) {
    const ref = slots[i] as number;
    at += (pieces[i] as string).length;
    values[ref] ??= text.slice(at, text.indexOf((pieces[i + 1] as string)[0] as string, at));
    at += (values[ref] as string).length;
  }
}
