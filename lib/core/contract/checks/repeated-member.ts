const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

const hasBlanks = (text: string): boolean => text.includes('" ') || text.includes('"\t') || text.includes('"\n') || text.includes('"\r');

function membersIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inside = Object.values(value);
  let count = Array.isArray(value) ? 0 : inside.length;
  for (let i = 0; i < inside.length; i++) if (typeof inside[i] === 'object') count += membersIn(inside[i]);
  return count;
}

/**
 * Whether an object of a JSON text has a member twice (RFC 8259, section 4). JSON.parse takes the last one; others take the first.
 *
 * @param value what JSON.parse made of the text
 */
export function hasRepeatedMember(text: string, value: unknown): boolean {
  // Every member has `":`, so a text without blanks that has no more of them than members repeats none. Most are like that.
  if (text.split('":').length - 1 === membersIn(value) && !hasBlanks(text)) return false;
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
