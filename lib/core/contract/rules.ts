/** `failure` breaks the contract; `warning` is reported and breaks nothing. */
export type Severity = 'failure' | 'warning';

export interface Rule {
  severity: Severity;
  /** RFC section, OpenID document or the B2C page that demands it. */
  source: string;
  sentence: string;
}

function failure(source: string, sentence: string): Rule {
  return { severity: 'failure', source, sentence };
}

function warning(source: string, sentence: string): Rule {
  return { severity: 'warning', source, sentence };
}

/** Every rule that an answer is held to. Schemas name them in their `rule` annotations, checks by their id. */
export const rules = {
  'http.answer': failure('RFC 9110, 3.4', 'Every request gets a response that is not a server error.'),
  'http.status': failure('RFC 6749, 5.1 and 5.2', 'The status is one that the contract knows for this operation.'),
  'http.content-type': failure('RFC 6749, 5.1', 'An answer with a body that is JSON says application/json.'),
  'http.cache-control': warning('RFC 6749, 5.1', 'An answer with tokens says Cache-Control: no-store.'),
  'http.public-cache': failure(
    'RFC 6749, 5.1',
    'No cache may keep an answer with tokens: without no-store, Cache-Control has neither public nor a positive max-age.',
  ),
  'http.pragma': warning('RFC 6749, 5.1', 'An answer with tokens says Pragma: no-cache.'),
  'http.stack-trace': failure('OWASP ASVS 7.4.1', 'No answer carries a stack trace.'),
  'http.secret-echo': failure(
    'RFC 6749, 10',
    'No answer repeats the password or the client secret that was sent, in its body, a header or a claim.',
  ),
  'http.token-in-header': failure('RFC 6750, 5.3', 'No token stands in a response header.'),

  'json.repeated-member': failure(
    'RFC 8259, 4, and RFC 7519, 4',
    'No object repeats a member name: parsers differ in which value they keep.',
  ),

  'token.body': failure('RFC 6749, 5.1', 'The body of a granted request is a JSON object with the members that the grant calls for.'),
  'token.no-error': failure('RFC 6749, 5.1', 'A granted request has no member error.'),
  'token.access-token': failure('RFC 6749, 5.1', 'access_token is there when asked for, and a string.'),
  'token.id-token': failure('OpenID Connect Core, 3.1.3.3', 'id_token is there when openid was asked for, and a string.'),
  'token.token-type': failure('RFC 6749, 5.1', 'token_type is Bearer, in any case.'),
  'token.expires-in': failure(
    'RFC 6749, 5.1',
    'expires_in is a positive number of seconds; at B2C as a numeric string, too, and of a day at most, for more would be milliseconds.',
  ),
  'token.long-life': warning(
    'RFC 6749, 5.1',
    'expires_in is less than thirty-five days: a longer life is allowed, and may be one in milliseconds.',
  ),
  'token.not-before': failure('B2C page', 'not_before is a time in seconds: nbf of the access token.'),
  'token.expires-on': failure('B2C page', 'expires_on is not_before plus expires_in.'),
  'token.lifetime': failure(
    'RFC 6749, 5.1',
    'expires_in and id_token_expires_in are how long the tokens live (exp minus nbf or iat), give or take five seconds.',
  ),
  'token.same-person': failure('OpenID Connect Core, 2', 'Both tokens are about the same person: sub, oid and name, where both have one.'),
  'token.profile-person': warning('B2C page', 'profile_info is about the person of the tokens: sub and name, where both have one.'),
  'token.own-user': failure(
    'OpenID Connect Core, 2',
    "The tokens are about the user who signed in: the same subject every time, nobody else's, and after a refresh the same name and e-mail addresses.",
  ),
  'token.resource': failure('B2C page', 'resource is a string.'),
  'token.resource-audience': warning('B2C page', 'resource is the audience of the access token (the page itself shows one that is not).'),
  'token.id-token-expires-in': failure('B2C page', 'id_token_expires_in is a positive number of seconds.'),
  'token.refresh-token': failure('RFC 6749, 5.1', 'refresh_token is there when offline_access was asked for, and a string.'),
  'token.no-refresh-token': failure('OpenID Connect Core, 11', 'There is no refresh token where offline_access was not asked for.'),
  'token.refresh-token-form': failure('B2C page', 'A refresh token has five parts.'),
  'token.refresh-token-expires-in': failure('B2C page', 'refresh_token_expires_in is a positive number of seconds.'),
  'token.profile-info': failure('B2C page', 'profile_info decodes to a JSON object about the user.'),
  'token.client-info': failure('MSAL', 'client_info is a string.'),
  'token.scope': failure('RFC 6749, 3.3', 'scope is a string of the characters that the RFC allows.'),

  'jwt.form': failure('RFC 7515, 7.1', 'A token has three parts, and header and payload are JSON objects in UTF-8.'),
  'jwt.typ': failure('RFC 7519, 5.1', 'typ is JWT.'),
  'jwt.alg': failure('RFC 7515, 4.1.1', 'alg is RS256.'),
  'jwt.kid': failure('RFC 7515, 4.1.4', 'kid is a string.'),
  'jwt.known-key': failure('RFC 7515, 4.1.4', 'kid names a key that the endpoint publishes.'),
  'jwt.signature': failure('RFC 7515, 5.2', 'The signature verifies under the published key.'),

  'claim.iss': failure('OpenID Connect Core, 3.1.3.7', 'iss is the issuer of the discovery document.'),
  'claim.aud': failure('OpenID Connect Core, 3.1.3.7', 'aud is the client id.'),
  'claim.azp': failure('OpenID Connect Core, 2', 'azp is the client id.'),
  'claim.sub': failure('RFC 7519, 4.1.2', 'sub is a string that is not empty.'),
  'claim.exp': failure('RFC 7519, 4.1.4', 'exp is later than now (give or take the clock skew), than nbf and than iat.'),
  'claim.nbf': failure('RFC 7519, 4.1.5', 'nbf is not later than now, give or take the clock skew.'),
  'claim.iat': failure('RFC 7519, 4.1.6', 'iat is now, give or take the clock skew.'),
  'claim.auth-time': failure('OpenID Connect Core, 2', 'auth_time is not later than now, give or take the clock skew.'),
  'claim.ver': failure('B2C token overview', 'ver is 1.0.'),
  'claim.oid': failure('B2C token overview', 'oid is a string.'),
  'claim.idp': failure('B2C token overview', 'idp is a string.'),
  'claim.name': failure('B2C token overview', 'name is a string.'),
  'claim.emails': failure('B2C token overview', 'emails is a list of strings.'),
  'claim.scp': failure('B2C token overview', 'scp is a string.'),
  'claim.policy': failure('B2C token overview', 'tfp or acr is the policy, in any case.'),
  'claim.at-hash': failure('OpenID Connect Core, 3.1.3.6', 'at_hash is the left half of the SHA-256 of the access token.'),
  'claim.asked-for': failure('ROPC_CLAIMS', 'Both tokens carry every claim of ROPC_CLAIMS, and none of them is empty.'),
  'refresh.same-subject': failure('OpenID Connect Core, 12.2', 'sub and oid stay the same across a refresh.'),
  'refresh.same-audience': failure('OpenID Connect Core, 12.2', 'aud stays the same across a refresh.'),

  'error.body': failure('RFC 6749, 5.2', 'The body of a refused request is a JSON object with the members of an error and no others.'),
  'error.error': failure('RFC 6749, 5.2', 'error is a string of the characters that the RFC allows.'),
  'error.registered': failure('RFC 6749, 5.2', 'error is one of the codes that the RFC has.'),
  'error.description': failure('RFC 6749, 5.2', 'error_description is a string.'),
  'error.description-lines': failure('RFC 6749, 5.2', 'error_description has no line break.'),
  'error.description-characters': failure(
    'RFC 6749, 5.2',
    'error_description has no quote, backslash or other character that the RFC leaves out; line breaks have a rule of their own.',
  ),
  'error.uri': failure('RFC 6749, 5.2', 'error_uri is a string of the characters that the RFC allows.'),
  'error.provider-code': failure('B2C error codes', 'error_description begins with an AADB2C code.'),
  'error.correlation-id': failure('B2C error codes', 'error_description has a correlation id on a line of its own.'),
  'error.timestamp': failure('B2C error codes', 'error_description ends with a timestamp.'),
  'error.status': warning(
    'RFC 6749, 5.2',
    'A refusal for anything but the client has status 400: 401 is for a client that could not be authenticated.',
  ),
  'error.client-authentication': failure(
    'RFC 6749, 5.2',
    'A client that authenticates with HTTP Basic, and fails, is refused with 401 and a WWW-Authenticate of that scheme.',
  ),
  'error.token': failure('RFC 6749, 5.2', 'A refused request is answered without a token.'),
  'error.expected': failure('RFC 6749, 5.2', 'A refusal gives an error code that fits what is wrong with the request.'),

  'discovery.body': failure('OpenID Connect Discovery, 3', 'The discovery document is a JSON object with the members that a client needs.'),
  'discovery.issuer': failure('OpenID Connect Discovery, 3', 'issuer is a URL; off loopback it is https.'),
  'discovery.endpoints': failure(
    'OpenID Connect Discovery, 3',
    'Every endpoint URL is at the origin that was asked and in its URL form, token_endpoint is the URL under test, and off loopback all are https.',
  ),
  'discovery.response-types': failure('OpenID Connect Discovery, 3', 'response_types_supported is a list of strings.'),
  'discovery.subject-types': failure('OpenID Connect Discovery, 3', 'subject_types_supported is a list of strings.'),
  'discovery.signing-algorithms': failure('OpenID Connect Discovery, 3', 'id_token_signing_alg_values_supported has RS256.'),
  'keys.body': failure('RFC 7517, 5', 'The key set is a JSON object with at least one key.'),
  'keys.key': failure('RFC 7517, 4', 'A key has kid, kty, e and n.'),
  'keys.kid': failure('RFC 7517, 4.5', 'Every kid is a string, and unique in the set.'),
  'keys.type': failure('RFC 7518, 6.3', 'A key is an RSA key.'),
  'keys.use': failure('RFC 7517, 4.2', 'A key that says what it is for is for signing.'),
  'keys.exponent': failure('RFC 7518, 6.3.1.2', 'e is base64url.'),
  'keys.size': failure('RFC 7518, 3.3', 'n is base64url, of 2048 bits or more.'),
  'keys.public-only': failure('RFC 7517, 9.2', 'A published key has no private member.'),

  'semantics.wrong-password': failure('RFC 6749, 5.2', 'A wrong password or an unknown user is refused.'),
  'semantics.must-refuse': failure('RFC 6749, 5.2', 'A request with a missing, empty or unusable parameter is refused.'),
  'semantics.client-secret': failure('RFC 6749, 3.2.1', 'A client that has a secret is refused without it, and with another.'),
  'semantics.repeated-parameter': warning(
    'RFC 6749, 3.2',
    'A request with a parameter twice is refused: parsers differ in which of them they read.',
  ),
  'semantics.get': failure('RFC 6749, 3.2', 'A token request by GET is refused.'),
  'semantics.query': warning('RFC 6749, 4.3.2', 'Parameters in the query are not read: a URL is written into logs.'),
  'semantics.foreign-client': failure('RFC 6749, 10.4', 'A refresh token is refused for another client.'),
  'semantics.wider-scope': failure(
    'RFC 6749, 6 and 5.1',
    'A refresh grants no scope that the sign-in did not; where it grants less than was asked for, scope says what.',
  ),
  'semantics.other-policy': failure('B2C page', 'A refresh token is refused at another policy.'),
  'semantics.changed-token': failure('RFC 6749, 10.4', 'A refresh token with a character changed is refused.'),
  'semantics.secret-on-refresh': failure('B2C error AADB2C90084', 'A client secret from a public client is refused on refresh.'),
  'semantics.disabled-account': failure('B2C page', 'A disabled account is refused.'),
  'semantics.federated-account': failure('B2C page', 'A federated account is refused.'),
  'semantics.refresh-reuse': failure('RFC 9700, 4.14.2', 'A refresh token may be redeemed as often as the declared policy says.'),

  'shape.locked': failure(
    'shapes.lock.json',
    'The answer has a shape that was accepted before; a new one that is meant is accepted by contract --update-shapes.',
  ),
  'deviation.expired': failure('deviations.json', 'No registered deviation is past its date.'),
  'deviation.happens': failure('deviations.json', 'Every registered deviation still happens.'),
} as const satisfies Record<string, Rule>;

export type RuleId = keyof typeof rules;
