import { parse } from 'json-source-map';
import type { Template } from './template.js';

interface Place {
  value: { pos: number };
  valueEnd: { pos: number };
}

/** What stands in a slot: the number of a value, which is to be read here or is known from elsewhere. */
export interface Slot {
  ref: number;
  read: boolean;
}

const cellsIn = (text: string): string[] => text.split('"');

/**
 * Learns a template from a JSON text.
 *
 * @param slotOf which values become slots, by JSON pointer and value, in the order of the text; undefined for those that must stay
 *   as they are
 * @returns undefined for a text with escapes or line breaks, in which a slot would not be what it looks like
 * @throws SyntaxError where the text is no JSON
 */
export function learnTemplate(text: string, slotOf: (pointer: string, value: unknown) => Slot | undefined): Template | undefined {
  if (/[\\\r\n]/.test(text)) return undefined;
  const { pointers } = parse(text) as { pointers: Record<string, Place> };
  const [pieces, slots, reads]: [string[], number[], number[]] = [[], [], []];
  let written = 0;
  for (const [pointer, place] of Object.entries(pointers).sort(([, a], [, b]) => a.value.pos - b.value.pos)) {
    const value: unknown = JSON.parse(text.slice(place.value.pos, place.valueEnd.pos));
    const slot = typeof value === 'object' ? undefined : slotOf(pointer, value);
    if (!slot) continue;
    const quote = typeof value === 'string' ? 1 : 0;
    const [begin, end] = [place.value.pos + quote, place.valueEnd.pos - quote];
    pieces.push(text.slice(written, begin));
    slots.push(slot.ref);
    written = end;
    if (!slot.read) continue;
    const before = cellsIn(text.slice(0, begin));
    reads.push(slot.ref, before.length - 1, before.at(-1)?.length ?? 0, end - begin);
  }
  return { pieces: [...pieces, text.slice(written)], slots, reads };
}

/** The template of two texts in a row, with the value of a number in between. */
export function joinTemplates(first: Template, between: number, second: Template): Template {
  const cells = first.pieces.reduce((sum, piece) => sum + cellsIn(piece).length - 1, 0);
  return {
    pieces: [...first.pieces, ...second.pieces],
    slots: [...first.slots, between, ...second.slots],
    reads: [...first.reads, ...second.reads.map((number, i) => (i % 4 === 1 ? number + cells : number))],
  };
}

/**
 * Makes a token's header a part of the piece in front of its slot, and slots of its claims and of its signature.
 *
 * @param token its number
 */
export function openToken({ pieces, slots, reads }: Template, token: number, header: string): Template {
  const at = slots.indexOf(token);
  return {
    pieces: [...pieces.slice(0, at), `${pieces[at]}${header}.`, '.', ...pieces.slice(at + 1)],
    slots: [...slots.slice(0, at), token + 1, token + 2, ...slots.slice(at + 1)],
    reads,
  };
}
