import type { RawFinding } from './types.js';

/** "token.expires-in: refresh /expires_in was null (token-response, type)" */
export function findingSentence({ rule, pointer, found, schema, keyword }: RawFinding, op: string): string {
  return `${rule}: ${op} ${pointer || '/'} was ${found}${schema === 'check' ? '' : ` (${schema}, ${keyword})`}`;
}
