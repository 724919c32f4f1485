const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

/**
 * Whether an object of a JSON text has a member twice (RFC 8259, section 4). JSON.parse takes the last one; others take the first.
 *
 * @param value what JSON.parse made of the text
 */
export function hasRepeatedMember(text: string, value: unknown): boolean {
  // A text that is written again as it was has every member once; most are.
  if (JSON.stringify(value) === text) return false;
  const open: (Set<unknown> | undefined)[] = [];
  let before = '""';
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const name: unknown = JSON.parse(before);
      const names = open.at(-1);
      if (names?.has(name)) return true;
      names?.add(name);
    } else before = token;
  }
  return false;
}
