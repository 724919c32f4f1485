// Members whose text says what kind of answer it is, and what such a text looks like: a token or a password does not look like it.
const PUBLIC: readonly [RegExp, RegExp][] = [
  [/\/error$/, /^[a-z_]{1,40}$/],
  [/\/token_type$/, /^[A-Za-z]{1,12}$/],
  [/\/(alg|kty|use)$/, /^(none|[A-Z]{2}\d{3}|RSA|EC|OKP|oct|sig|enc)$/],
  [/\/typ$/, /^[A-Za-z+]{1,12}$/],
  [/\/ver$/, /^\d{1,3}(\.\d{1,3})?$/],
  [/\/(tfp|acr)$/i, /^b2c_1a?_[a-z_]{1,40}$/i],
  [/\/idp$/, /^[A-Za-z.]{1,40}$/],
];

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
  const isPublic = PUBLIC.some(([place, form]) => place.test(pointer) && form.test(text));
  if (isPublic && !secrets.some((secret) => text.includes(secret))) return `"${text}"`;
  return `string of ${text.length}`;
}

// RFC 9110, 8.3.1. Of the parameters only the character set is repeated.
const MEDIA_TYPE =
  /^[a-z]+\/[a-z.+-]{1,60}(?:\s*;\s*charset="?(?:utf-?\d{1,2}|us-ascii|iso-8859-\d{1,2}|windows-\d{3,4})"?)?(?=\s*(?:;|$))/i;

/**
 * Says which content type an answer has, as far as that is public.
 *
 * @param header undefined where there is none
 */
export function describeType(header: string | undefined, secrets: readonly string[]): string {
  if (header === undefined) return 'no content type';
  const [shown] = MEDIA_TYPE.exec(header.trim()) ?? [];
  if (shown === undefined || shown.includes('eyJ') || secrets.some((secret) => header.includes(secret)))
    return `a content type of ${header.length} characters`;
  return shown.length === header.trim().length ? shown : `${shown}...`;
}
