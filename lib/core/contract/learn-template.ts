import { parse } from 'json-source-map';
import type { PlacedSlot, Slot, Template } from './template.js';

interface Place {
  value: { pos: number };
  valueEnd: { pos: number };
}

const quotesIn = (text: string): number => text.split('"').length - 1;

function placeOf(text: string, { value, valueEnd }: Place): Omit<PlacedSlot, keyof Slot> {
  if (text[value.pos] === '"') return { at: quotesIn(text.slice(0, value.pos)) + 1, before: '', after: '' };
  const at = quotesIn(text.slice(0, value.pos));
  const after = text.slice(valueEnd.pos).split('"')[0] as string;
  return { at, before: text.slice(text.lastIndexOf('"', value.pos) + 1, value.pos), after };
}

/**
 * Learns a template from a JSON text.
 *
 * @param slotOf which values become slots, by JSON pointer and value; undefined for those that must stay as they are
 * @returns undefined for a text with escapes, whose quotes would not tell the pieces
 * @throws SyntaxError where the text is no JSON
 */
export function learnTemplate(text: string, slotOf: (pointer: string, value: unknown) => Slot | undefined): Template | undefined {
  if (text.includes('\\')) return undefined;
  const { pointers } = parse(text) as { pointers: Record<string, Place> };
  const slots: PlacedSlot[] = [];
  for (const [pointer, place] of Object.entries(pointers).sort(([, a], [, b]) => a.value.pos - b.value.pos)) {
    const value: unknown = JSON.parse(text.slice(place.value.pos, place.valueEnd.pos));
    const slot = typeof value === 'object' ? undefined : slotOf(pointer, value);
    if (slot) slots.push({ ...slot, ...placeOf(text, place) });
  }
  const pieces = text.split('"');
  for (const { at } of slots) pieces[at] = '';
  return { skeleton: pieces.join('"'), slots };
}
