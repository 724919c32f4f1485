/** What the slots of an answer held, by number. */
export type SlotValues = (string | number)[];

/** The value of this number is always empty. */
const EMPTY = 0;

/** A value that is read from a text. */
export interface Read {
  ref: number;
  /** It begins so many characters behind the end of the value that was read before it, or behind the beginning of the text. */
  gap: number;
  /** The character that ends it. */
  end: string;
}

/**
 * A JSON text with some of its values taken out. A text that has the same pieces in the same order has the same members in
 * the same order with the same values, but for the slots. Plain JSON.
 */
export interface Template {
  /** One more than there are slots. */
  pieces: string[];
  /** Number of the value that stands in each slot. */
  slots: number[];
  /** The slots whose values are not known from elsewhere. */
  reads: Read[];
}

/** Reads values from a text; false where there is nothing to read. */
export type Reader = (text: string, values: SlotValues) => boolean;

/** Writes the text that a template gives with these values. */
export type Writer = (values: SlotValues) => string;

type ReadFrom = (text: string, values: SlotValues, from: number) => boolean;

/**
 * Makes a function that reads values from where they were in the text that the template was learned from. A wrong guess of
 * the place does no harm: only a text that is the very same as what the values write keeps to the template.
 */
export function createReader({ reads }: Template): Reader {
  // A chain of small functions: a loop over lists costs k6's interpreter twice as much.
  const chain = reads.reduceRight<ReadFrom>(
    (next, { ref, gap, end }) =>
      (text, values, from) => {
        const begin = from + gap;
        const to = text.indexOf(end, begin);
        values[ref] = text.slice(begin, to);
        return to >= 0 && next(text, values, to);
      },
    () => true,
  );
  return (text, values) => chain(text, values, 0);
}

const AT_ONCE = 8;

// Straight code for eight slots and what is around them, for the same reason: one concatenation, and no text in between.
function writeEight(pieces: string[], slots: number[]): Writer {
  const [a = '', b = '', c = '', d = '', e = '', f = '', g = '', h = '', end = ''] = pieces;
  const [p = EMPTY, q = EMPTY, r = EMPTY, s = EMPTY, t = EMPTY, u = EMPTY, v = EMPTY, w = EMPTY] = slots;
  return (of) => `${a}${of[p]}${b}${of[q]}${c}${of[r]}${d}${of[s]}${e}${of[t]}${f}${of[u]}${g}${of[v]}${h}${of[w]}${end}`;
}

/** Makes a function that writes a template's text. */
export function createWriter({ pieces, slots }: Template): Writer {
  if (slots.length <= AT_ONCE) return writeEight(pieces, slots);
  const first = writeEight(pieces.slice(0, AT_ONCE), slots.slice(0, AT_ONCE));
  const rest = createWriter({ pieces: pieces.slice(AT_ONCE), slots: slots.slice(AT_ONCE), reads: [] });
  return (values) => first(values) + rest(values);
}
