import type { Provider } from '../provider.js';

/** One request that the contract run sends, and what must come of it. */
export interface ContractCase {
  id: string;
  sentence: string;
  grant: 'sign-in' | 'refresh';
  expects: 'granted' | 'refused';
  /** Form members left out. */
  without?: string[];
  /** Form members that differ from a good request. `{unknownUser}` and the like are filled in by the runner. */
  with?: Record<string, string>;
  /** Values of `error` that a refusal may give; the provider's own for credentials where left out. */
  errors?: string[];
}

const MALFORMED = ['invalid_request'];
const GRANT = ['invalid_grant'];

const COMMON: ContractCase[] = [
  { id: 'sign-in', sentence: 'A right password is granted', grant: 'sign-in', expects: 'granted' },
  { id: 'refresh', sentence: 'A fresh refresh token is redeemed', grant: 'refresh', expects: 'granted' },
  {
    id: 'wrong-password',
    sentence: 'A wrong password is refused',
    grant: 'sign-in',
    expects: 'refused',
    with: { password: '{wrongPassword}' },
  },
  { id: 'unknown-user', sentence: 'An unknown user is refused', grant: 'sign-in', expects: 'refused', with: { username: '{unknownUser}' } },
  {
    id: 'no-username',
    sentence: 'A sign-in without username is refused',
    grant: 'sign-in',
    expects: 'refused',
    without: ['username'],
    errors: MALFORMED,
  },
  {
    id: 'no-password',
    sentence: 'A sign-in without password is refused',
    grant: 'sign-in',
    expects: 'refused',
    without: ['password'],
    errors: MALFORMED,
  },
  {
    id: 'no-grant-type',
    sentence: 'A request without grant_type is refused',
    grant: 'sign-in',
    expects: 'refused',
    without: ['grant_type'],
    errors: MALFORMED,
  },
  {
    id: 'unknown-grant',
    sentence: 'An unknown grant is refused',
    grant: 'sign-in',
    expects: 'refused',
    with: { grant_type: 'made_up' },
    errors: ['unsupported_grant_type'],
  },
  {
    id: 'no-refresh-token',
    sentence: 'A refresh without refresh_token is refused',
    grant: 'refresh',
    expects: 'refused',
    without: ['refresh_token'],
    errors: MALFORMED,
  },
  {
    id: 'malformed-refresh-token',
    sentence: 'A refresh token that is none is refused',
    grant: 'refresh',
    expects: 'refused',
    with: { refresh_token: 'not-a-token' },
    errors: GRANT,
  },
  {
    id: 'changed-refresh-token',
    sentence: 'A refresh token with one character changed is refused',
    grant: 'refresh',
    expects: 'refused',
    with: { refresh_token: '{changedRefreshToken}' },
    errors: GRANT,
  },
];

const WITH_PUBLIC_CLIENT: ContractCase[] = [
  {
    id: 'no-client-id',
    sentence: 'A sign-in without client_id is refused',
    grant: 'sign-in',
    expects: 'refused',
    without: ['client_id'],
    errors: ['invalid_request', 'invalid_client'],
  },
  {
    id: 'no-scope',
    sentence: 'A sign-in without scope is refused',
    grant: 'sign-in',
    expects: 'refused',
    without: ['scope'],
    errors: MALFORMED,
  },
  {
    id: 'foreign-refresh-token',
    sentence: 'A refresh token of another client is refused',
    grant: 'refresh',
    expects: 'refused',
    with: { client_id: '00000000-0000-4000-8000-000000000001', resource: '00000000-0000-4000-8000-000000000001' },
    errors: ['invalid_grant', 'unauthorized_client', 'invalid_client', 'invalid_request'],
  },
];

/** The cases that a provider's contract has. */
export function casesFor(provider: Provider): ContractCase[] {
  return provider.tokens === 'jwt' ? [...COMMON, ...WITH_PUBLIC_CLIENT] : COMMON;
}
