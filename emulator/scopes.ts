import { OAuthError } from './errors.js';

/** The tokens that a scope and a response type ask for. */
export interface TokensAsked {
  scope: string;
  accessToken: boolean;
  idToken: boolean;
  refreshToken: boolean;
}

const KNOWN_SCOPES = ['openid', 'offline_access', 'profile'];
const RESPONSE_TYPES = ['token', 'id_token', 'token id_token', 'id_token token'];

/**
 * Reads scope and response_type of a password grant.
 *
 * @param responseType null or empty where it was left out: then the scope decides
 * @throws OAuthError for what B2C does not support
 */
export function askedFor(scope: string, responseType: string | null, client: string): TokensAsked {
  const scopes = scope.split(' ').filter((item) => item !== '');
  const unknown = scopes.find((item) => ![...KNOWN_SCOPES, client].includes(item));
  if (unknown !== undefined) {
    throw new OAuthError('invalid_request', 'AADB2C90117', 'A scope provided in the request is not supported.');
  }
  if (responseType && !RESPONSE_TYPES.includes(responseType)) {
    throw new OAuthError('invalid_request', 'AADB2C90013', 'The requested response type provided in the request is not supported.');
  }
  const [openid, resource] = [scopes.includes('openid'), scopes.includes(client)];
  const types = responseType ? responseType.split(' ') : [resource && 'token', openid && 'id_token'];
  if (types.includes('token') && !resource) {
    const sentence = "The scope parameter must include the client ID when requesting a response_type that includes 'token'.";
    throw new OAuthError('invalid_request', 'AADB2C90123', sentence);
  }
  if (types.includes('id_token') && !openid) {
    throw new OAuthError(
      'invalid_request',
      'AADB2C90110',
      "The scope parameter must include 'openid' when requesting a response_type that includes 'id_token'.",
    );
  }
  return {
    scope,
    accessToken: types.includes('token'),
    idToken: types.includes('id_token'),
    refreshToken: scopes.includes('offline_access'),
  };
}
