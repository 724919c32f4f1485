import { parse } from 'json-source-map';
import type { SlotOf } from './answer-slots.js';
import type { Template } from './written-text.js';

interface Place {
  value: { pos: number };
  valueEnd: { pos: number };
}

/**
 * Learns a template from a JSON text.
 *
 * @param slotOf numbers of the values that become slots, by JSON pointer and value, in the order of the text; undefined for those that must stay
 *   as they are
 * @returns undefined for a text with escapes or line breaks, in which a slot would not be what it looks like
 * @throws SyntaxError where the text is no JSON
 */
export function learnTemplate(text: string, slotOf: SlotOf): Template | undefined {
  if (/[\\\r\n]/.test(text)) return undefined;
  const { pointers } = parse(text) as { pointers: Record<string, Place> };
  const [pieces, slots]: [string[], number[]] = [[], []];
  let written = 0;
  for (const [pointer, place] of Object.entries(pointers).sort(([, a], [, b]) => a.value.pos - b.value.pos)) {
    const value: unknown = JSON.parse(text.slice(place.value.pos, place.valueEnd.pos));
    const slot = typeof value === 'object' ? undefined : slotOf(pointer, value);
    if (slot === undefined) continue;
    const quote = typeof value === 'string' ? 1 : 0;
    const [begin, end] = [place.value.pos + quote, place.valueEnd.pos - quote];
    pieces.push(text.slice(written, begin));
    slots.push(slot);
    written = end;
  }
  return { pieces: [...pieces, text.slice(written)], slots };
}

/** The template of two texts in a row, with the value of a number in between. */
export function joinTemplates(first: Template, between: number, second: Template): Template {
  return {
    pieces: [...first.pieces, ...second.pieces],
    slots: [...first.slots, between, ...second.slots],
  };
}

/**
 * Makes a token's header a part of the piece in front of its slot, and slots of its claims and of its signature.
 *
 * @param token its number
 */
export function openToken({ pieces, slots }: Template, token: number, header: string): Template {
  const at = slots.indexOf(token);
  return {
    pieces: [...pieces.slice(0, at), `${pieces[at]}${header}.`, '.', ...pieces.slice(at + 1)],
    slots: [...slots.slice(0, at), token + 1, token + 2, ...slots.slice(at + 1)],
  };
}
