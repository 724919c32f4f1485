// Members whose text says what kind of answer it is and never who somebody is.
const PUBLIC = /\/(token_type|error|alg|typ|ver|tfp|acr|idp|kty|use)$/;

// A terminal obeys other characters.
const PRINTABLE = /^[\x20-\x7e]*$/;

function cut(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}

/**
 * Says what stood somewhere in an answer, without giving away a token, a password or a person: type and length, and
 * the value itself only where its place makes it public and it repeats nothing that was sent in confidence.
 */
export function describe(value: unknown, pointer: string, secrets: readonly string[]): string {
  if (value === undefined) return 'missing';
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return `list of ${value.length}`;
  if (typeof value === 'object') return 'object';
  const text = String(value);
  if (PUBLIC.test(pointer) && PRINTABLE.test(text) && !secrets.some((secret) => text.includes(secret))) return `"${cut(text)}"`;
  return `string of ${text.length}`;
}

// RFC 9110, 8.3.1. Of the parameters only the character set is repeated.
const MEDIA_TYPE = /^[a-z]+\/[\w.+-]{1,60}(?:\s*;\s*charset="?[\w-]{1,20}"?)?/i;

/** Says which content type an answer has, as far as that is public. @param header undefined where there is none */
export function describeType(header: string | undefined, secrets: readonly string[]): string {
  if (header === undefined) return 'no content type';
  const [shown] = MEDIA_TYPE.exec(header.trim()) ?? [];
  if (shown === undefined || shown.includes('eyJ') || secrets.some((secret) => header.includes(secret)))
    return `a content type of ${header.length} characters`;
  return shown.length === header.trim().length ? shown : `${shown}...`;
}

/** A pointer to a member that the contract does not name could spell out a secret: it is cut to `/*`. */
export function pointerTo(parent: string, member: string, known: boolean): string {
  return known ? `${parent}/${member}` : `${parent}/*`;
}
