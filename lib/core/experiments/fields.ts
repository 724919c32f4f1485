import type { Answer } from '../contract/types.js';
import { proportionsP } from './timing.js';

// Those that belong to the connection, or follow from body and clock.
const LEFT_OUT = ['content-length', 'connection', 'keep-alive', 'date'];
// A value that is another for each answer says nothing of the user.
const MANY = 10;
// Beside one that changes, this many values do not.
const FEW = 3;
/** Each value of each field is a test. */
export const SURE = 0.0001;

/** The values that a header field, or a cookie by its name, had in the answers to one kind of user. */
export type FieldValues = Map<string, string[]>;

// A comma may stand in a date, too.
function cookies(value: string): [name: string, value: string][] {
  return value.split(/,\s*(?=[^;,=\s]+=)/).map((cookie) => {
    const end = cookie.indexOf('=');
    return [`cookie ${cookie.slice(0, end).trim()}`, cookie.slice(end + 1).split(';')[0] as string];
  });
}

/** Adds the header fields of an answer to those of its kind. */
export function addFields(fields: FieldValues, headers: Answer['headers']): void {
  for (const [name, value = ''] of Object.entries(headers)) {
    const field = name.toLowerCase();
    if (LEFT_OUT.includes(field)) continue;
    for (const [key, text] of field === 'set-cookie' ? cookies(value) : ([[field, value]] as const)) {
      const values = fields.get(key);
      if (values) values.push(text);
      else fields.set(key, [text]);
    }
  }
}

function countsOf(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/**
 * Whether two kinds differ in a field by more than chance: a gateway's own numbers, such as how long it waited, are not the same
 * twice.
 *
 * @param answers of each kind
 */
function differs(one: readonly string[], other: readonly string[], answers: number): boolean {
  const isSure = (a: number, b: number): boolean => proportionsP([a, answers], [b, answers]) < SURE;
  if (isSure(one.length, other.length)) return true;
  const [first, second] = [countsOf(one), countsOf(other)];
  const [fewer, more] = [Math.min(first.size, second.size), Math.max(first.size, second.size)];
  if (more > MANY) return fewer > 0 && fewer <= FEW;
  return Array.from(new Set([...first.keys(), ...second.keys()])).some((value) => isSure(first.get(value) ?? 0, second.get(value) ?? 0));
}

/**
 * The fields that tell kinds of users apart: there for one and not for another, or with other values.
 *
 * @param kinds the fields of each kind
 * @param answers of each kind
 */
export function tellingFields(kinds: readonly FieldValues[], answers: number): string[] {
  const names = Array.from(new Set(kinds.flatMap((fields) => Array.from(fields.keys())))).sort();
  return names.filter((name) => {
    const [first = [], ...others] = kinds.map((fields) => fields.get(name) ?? []);
    return others.some((other) => differs(first, other, answers));
  });
}
