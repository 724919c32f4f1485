import type { Answer } from '../contract/types.js';

// Those that belong to the connection, or follow from body and clock.
const LEFT_OUT = ['content-length', 'connection', 'keep-alive', 'date'];
// A value that is another for each answer says nothing of the user.
const MANY = 10;

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

/** What stands for a field among the answers of a kind: its values, whether one had none, or that it changes all the time. */
function traitOf(values: readonly string[], answers: number): string {
  const different = Array.from(new Set(values)).sort();
  const presence = values.length === 0 ? 'never' : values.length < answers ? 'sometimes' : 'always';
  return `${presence} ${different.length > MANY ? 'changing' : JSON.stringify(different)}`;
}

/**
 * The fields that tell kinds of users apart: there for one and not for another, or with other values.
 *
 * @param kinds the fields of each kind
 * @param answers of each kind
 */
export function tellingFields(kinds: readonly FieldValues[], answers: number): string[] {
  const names = Array.from(new Set(kinds.flatMap((fields) => Array.from(fields.keys())))).sort();
  return names.filter((name) => new Set(kinds.map((fields) => traitOf(fields.get(name) ?? [], answers))).size > 1);
}
