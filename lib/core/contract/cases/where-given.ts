import { BAD_GRANT, type ContractCase, MALFORMED, NO_CLIENT } from './types.js';

/** Somebody else than in all other cases, where the pool has a second honest user. */
export const OTHER_USER_CASE: ContractCase = {
  id: 'sign-in-other-user',
  sentence: 'Another user who signs in is somebody else',
  grant: 'sign-in',
  expects: 'granted',
  user: 1,
  shape: 'sign-in',
};

/** Where the pool has a second honest user. */
export const OTHER_PASSWORD_CASE: ContractCase = {
  id: 'password-of-another',
  sentence: "Another user's password is refused",
  grant: 'sign-in',
  expects: 'refused',
  with: { password: '{otherPassword}' },
  shape: 'failed-sign-in',
};

const SECRET = { expects: 'refused', rule: 'semantics.client-secret' } as const;
const WRONG_SECRET = { ...SECRET, clientSecret: 'wrong', errors: ['invalid_client'] } as const satisfies Partial<ContractCase>;
const NO_SECRET = { ...SECRET, clientSecret: 'none', errors: ['invalid_client', 'invalid_request', 'unauthorized_client'] } as const;

/** Of a client that has a secret. */
export const CLIENT_SECRET_CASES: ContractCase[] = [
  { ...WRONG_SECRET, id: 'sign-in-wrong-secret', sentence: 'A sign-in with a wrong client secret is refused', grant: 'sign-in' },
  { ...NO_SECRET, id: 'sign-in-no-secret', sentence: 'A sign-in without the client secret is refused', grant: 'sign-in' },
  { ...WRONG_SECRET, id: 'refresh-wrong-secret', sentence: 'A refresh with a wrong client secret is refused', grant: 'refresh' },
  { ...NO_SECRET, id: 'refresh-no-secret', sentence: 'A refresh without the client secret is refused', grant: 'refresh' },
];

/** Of an endpoint whose scope does not name the client; B2C has a case of its own. */
export const UNKNOWN_CLIENT_CASE: ContractCase = {
  id: 'sign-in-unknown-client',
  sentence: 'A sign-in for a client that there is not is refused',
  grant: 'sign-in',
  expects: 'refused',
  with: { client_id: NO_CLIENT },
  errors: [...MALFORMED, ...BAD_GRANT],
  rule: 'semantics.must-refuse',
};

/** Users that must be refused, where the pool has a cohort of them. */
export const ACCOUNT_CASES: ContractCase[] = [
  {
    id: 'disabled-account',
    sentence: 'A disabled account is refused',
    grant: 'sign-in',
    expects: 'refused',
    cohort: 'disabled',
    rule: 'semantics.disabled-account',
  },
  {
    id: 'federated-account',
    sentence: 'A federated account is refused',
    grant: 'sign-in',
    expects: 'refused',
    cohort: 'federated',
    rule: 'semantics.federated-account',
  },
];

export const OTHER_CLIENT_CASE: ContractCase = {
  id: 'foreign-refresh-token',
  sentence: 'A refresh token is refused for another client',
  grant: 'refresh',
  expects: 'refused',
  with: { client_id: '{otherClientId}', resource: '{otherClientId}' },
  // Only for the grant: a client that there is not is refused for that, and shows nothing.
  errors: ['invalid_grant'],
  rule: 'semantics.foreign-client',
};

/** B2C's refresh tokens are good for every API of the client, and are not asked. */
export const WIDER_SCOPE_CASE: ContractCase = {
  id: 'refresh-wider-scope',
  sentence: 'A refresh grants no scope that the sign-in did not',
  grant: 'refresh',
  expects: 'either',
  with: { scope: '{scope} {widerScope}' },
  withholds: 'widerScope',
  rule: 'semantics.wider-scope',
};

export const OTHER_POLICY_CASE: ContractCase = {
  id: 'other-policy',
  sentence: 'A refresh token is refused at another policy',
  grant: 'refresh',
  expects: 'refused',
  atOtherPolicy: true,
  errors: BAD_GRANT,
  rule: 'semantics.other-policy',
};
