import type { TokensExpected } from '../types.js';
import { BAD_GRANT, type ContractCase, MALFORMED } from './types.js';

// What may come of a scope or response type for which the provider promises nothing.
const ANY: TokensExpected = { accessToken: 'optional', idToken: 'optional', refreshToken: 'optional' };

// A URL is written into logs along the way, so it carries a password that nobody has. Whoever refuses that one has read it.
const NOBODY = { username: '{unknownUser}', password: 'Made-up-1' };

// A client that no tenant has.
const NO_CLIENT = '00000000-0000-4000-8000-0000000f00d0';

/** The requests that every endpoint knows: a right and a wrong password, a token, and what is none. */
export const BASE_CASES: ContractCase[] = [
  { id: 'sign-in', sentence: 'A correct password is accepted', grant: 'sign-in', expects: 'granted', shape: 'sign-in' },
  { id: 'refresh', sentence: 'A fresh refresh token is redeemed', grant: 'refresh', expects: 'granted', shape: 'refresh' },
  {
    id: 'wrong-password',
    sentence: 'A wrong password is refused',
    grant: 'sign-in',
    expects: 'refused',
    with: { password: '{wrongPassword}' },
    shape: 'failed-sign-in',
  },
  {
    id: 'password-other-case',
    sentence: 'A correct password in the other letter case is refused',
    grant: 'sign-in',
    expects: 'refused',
    with: { password: '{passwordOtherCase}' },
    shape: 'failed-sign-in',
  },
  {
    id: 'password-cut',
    sentence: 'A correct password without its last character is refused',
    grant: 'sign-in',
    expects: 'refused',
    with: { password: '{passwordCut}' },
    shape: 'failed-sign-in',
  },
  {
    id: 'password-longer',
    sentence: 'A correct password with one more character is refused',
    grant: 'sign-in',
    expects: 'refused',
    with: { password: '{password}x' },
    shape: 'failed-sign-in',
  },
  {
    id: 'unknown-user',
    sentence: 'An unknown user is refused',
    grant: 'sign-in',
    expects: 'refused',
    with: { username: '{unknownUser}' },
    shape: 'failed-sign-in',
  },
  {
    id: 'unknown-grant',
    sentence: 'An unknown grant is refused',
    grant: 'sign-in',
    expects: 'refused',
    with: { grant_type: 'made_up' },
    // A server may ask who the client is before it looks at the grant.
    errors: ['unsupported_grant_type', 'unauthorized_client', 'invalid_client'],
    rule: 'semantics.must-refuse',
  },
  {
    id: 'malformed-refresh-token',
    sentence: 'A refresh token that is none is refused',
    grant: 'refresh',
    expects: 'refused',
    with: { refresh_token: 'not-a-token' },
    errors: BAD_GRANT,
    rule: 'semantics.changed-token',
  },
  {
    id: 'changed-refresh-token',
    sentence: 'A refresh token with one character changed is refused',
    grant: 'refresh',
    expects: 'refused',
    with: { refresh_token: '{changedRefreshToken}' },
    errors: BAD_GRANT,
    rule: 'semantics.changed-token',
  },
  {
    id: 'access-token-redeemed',
    sentence: 'An access token is refused as a refresh token',
    grant: 'refresh',
    expects: 'refused',
    with: { refresh_token: '{accessToken}' },
    errors: BAD_GRANT,
    rule: 'semantics.changed-token',
  },
  {
    id: 'get',
    sentence: 'A token request by GET is refused',
    grant: 'sign-in',
    expects: 'refused',
    place: 'get',
    with: NOBODY,
    errors: MALFORMED,
    rule: 'semantics.get',
    errorRule: 'semantics.get',
  },
  {
    id: 'sign-in-query',
    sentence: 'A sign-in with its parameters in the query is refused',
    grant: 'sign-in',
    expects: 'refused',
    place: 'query',
    with: NOBODY,
    errors: MALFORMED,
    rule: 'semantics.must-refuse',
    errorRule: 'semantics.query',
  },
  {
    id: 'refresh-query',
    sentence: 'A refresh with its parameters in the query is refused',
    grant: 'refresh',
    expects: 'refused',
    place: 'query',
    with: { refresh_token: 'not-a-token' },
    errors: MALFORMED,
    rule: 'semantics.must-refuse',
    errorRule: 'semantics.query',
  },
  { id: 'sign-in-json', sentence: 'A sign-in as JSON is answered', grant: 'sign-in', expects: 'either', place: 'json' },
  { id: 'refresh-json', sentence: 'A refresh as JSON is answered', grant: 'refresh', expects: 'either', place: 'json' },
  { id: 'sign-in-multipart', sentence: 'A sign-in as multipart is answered', grant: 'sign-in', expects: 'either', place: 'multipart' },
  { id: 'refresh-multipart', sentence: 'A refresh as multipart is answered', grant: 'refresh', expects: 'either', place: 'multipart' },
];

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

/** Scopes and response types, in the combinations that B2C documents or that clients send. */
export const B2C_CASES: ContractCase[] = [
  {
    id: 'scope-no-offline',
    sentence: 'Without offline_access there is no refresh token',
    grant: 'sign-in',
    expects: 'granted',
    with: { scope: 'openid {clientId}' },
    tokens: { accessToken: 'required', idToken: 'required', refreshToken: 'absent' },
  },
  {
    id: 'scope-reordered',
    sentence: 'The order of the scopes does not matter',
    grant: 'sign-in',
    expects: 'granted',
    with: { scope: 'offline_access {clientId} openid' },
    shape: 'sign-in',
  },
  {
    id: 'scope-profile',
    sentence: 'The scope profile, which MSAL adds, is granted',
    grant: 'sign-in',
    expects: 'granted',
    with: { scope: 'openid profile {clientId} offline_access' },
    shape: 'sign-in',
  },
  {
    id: 'scope-openid-only',
    sentence: 'A sign-in with openid alone is answered',
    grant: 'sign-in',
    expects: 'either',
    with: { scope: 'openid' },
    tokens: ANY,
  },
  {
    id: 'scope-no-openid',
    sentence: 'A sign-in without openid is answered',
    grant: 'sign-in',
    expects: 'either',
    with: { scope: '{clientId} offline_access' },
    tokens: ANY,
  },
  {
    id: 'scope-unknown',
    sentence: 'An unknown scope is refused',
    grant: 'sign-in',
    expects: 'refused',
    with: { scope: 'openid made-up-scope' },
    errors: MALFORMED,
    rule: 'semantics.must-refuse',
  },
  {
    id: 'response-type-id-token',
    sentence: 'response_type id_token is answered',
    grant: 'sign-in',
    expects: 'either',
    with: { response_type: 'id_token' },
    tokens: ANY,
  },
  {
    id: 'response-type-token',
    sentence: 'response_type token is answered',
    grant: 'sign-in',
    expects: 'either',
    with: { response_type: 'token' },
    tokens: ANY,
  },
  {
    id: 'response-type-reordered',
    sentence: 'response_type id_token token is answered',
    grant: 'sign-in',
    expects: 'either',
    with: { response_type: 'id_token token' },
    tokens: ANY,
  },
  {
    id: 'response-type-unknown',
    sentence: 'An unknown response_type is refused',
    grant: 'sign-in',
    expects: 'refused',
    with: { response_type: 'made_up' },
    errors: [...MALFORMED, 'unsupported_response_type'],
    rule: 'semantics.must-refuse',
  },
  {
    id: 'scope-msal',
    sentence: 'The sign-in that MSAL sends, without a response_type, is granted',
    grant: 'sign-in',
    expects: 'granted',
    without: ['response_type'],
    with: { scope: 'openid profile offline_access {clientId}' },
    shape: 'sign-in',
  },
  {
    id: 'scope-two-resources',
    sentence: 'A sign-in with scopes of two resources is answered',
    grant: 'sign-in',
    expects: 'either',
    with: { scope: 'openid {clientId} https://made-up.example/another/read' },
    tokens: ANY,
  },
  {
    id: 'id-token-openid-only',
    sentence: 'response_type id_token with openid alone is answered',
    grant: 'sign-in',
    expects: 'either',
    with: { scope: 'openid', response_type: 'id_token' },
    tokens: ANY,
  },
  {
    id: 'id-token-no-openid',
    sentence: 'response_type id_token without openid is answered',
    grant: 'sign-in',
    expects: 'either',
    with: { scope: '{clientId} offline_access', response_type: 'id_token' },
    tokens: ANY,
  },
  {
    id: 'token-no-client',
    sentence: 'response_type token without the client id in the scope is answered',
    grant: 'sign-in',
    expects: 'either',
    with: { scope: 'openid offline_access', response_type: 'token' },
    tokens: ANY,
  },
  {
    id: 'refresh-scope',
    sentence: 'A refresh with scope in place of resource, as MSAL sends it, is granted',
    grant: 'refresh',
    expects: 'granted',
    without: ['resource', 'response_type'],
    with: { scope: '{scope}' },
    shape: 'refresh',
  },
  {
    id: 'unknown-parameter',
    sentence: 'A parameter that nobody knows is ignored',
    grant: 'sign-in',
    expects: 'granted',
    with: { 'x-client-SKU': 'k6-ropc' },
    shape: 'sign-in',
  },
  {
    id: 'secret-on-sign-in',
    sentence: 'A client secret is ignored on sign-in',
    grant: 'sign-in',
    expects: 'granted',
    with: { client_secret: 'made-up' },
    shape: 'sign-in',
  },
  {
    id: 'secret-on-refresh',
    sentence: 'A client secret from a public client is refused on refresh',
    grant: 'refresh',
    expects: 'refused',
    with: { client_secret: 'made-up' },
    errors: [...MALFORMED, ...BAD_GRANT],
    rule: 'semantics.secret-on-refresh',
  },
  {
    id: 'sign-in-foreign-client',
    sentence: 'A sign-in for a client that there is not is refused',
    grant: 'sign-in',
    expects: 'refused',
    with: { client_id: NO_CLIENT, scope: `openid ${NO_CLIENT} offline_access` },
    errors: [...MALFORMED, ...BAD_GRANT],
    rule: 'semantics.must-refuse',
  },
];

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

export const OTHER_POLICY_CASE: ContractCase = {
  id: 'other-policy',
  sentence: 'A refresh token is refused at another policy',
  grant: 'refresh',
  expects: 'refused',
  atOtherPolicy: true,
  errors: BAD_GRANT,
  rule: 'semantics.other-policy',
};
