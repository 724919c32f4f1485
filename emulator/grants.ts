import { mayUseRopc, requireClient } from './clients.js';
import type { DirectoryUser } from './directory.js';
import { OAuthError } from './errors.js';
import type { Fault } from './faults/fault.js';
import type { SigningKey } from './keys.js';
import type { Grant } from './refresh-token.js';
import { askedFor, type TokensAsked } from './scopes.js';
import type { Service } from './service.js';
import type { AnswerForm, ClientSettings, PolicySettings } from './settings.js';
import { signIn } from './sign-in.js';
import { accessClaims, type Claims, clientInfo, idClaims, issuerOf, profileInfo, signToken, type TokenRequest } from './tokens.js';

/** A token request as it arrived. */
export interface GrantRequest {
  policy: PolicySettings;
  form: URLSearchParams;
  /** Scheme and host that were asked. */
  origin: string;
  address: string;
  authorization?: string;
  faults: readonly Fault[];
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value) return value;
  throw new OAuthError('AADB2C90083', name);
}

/** Signs both tokens, spoiled by the faults that are on. */
async function makeTokens(key: SigningKey, request: GrantRequest, token: TokenRequest, asked: TokensAsked) {
  const spoil = (claims: Claims, kind: 'access' | 'id') => {
    for (const fault of request.faults) fault.claims?.(claims, kind);
    return claims;
  };
  const header: Claims = {};
  for (const fault of request.faults) fault.header?.(header);
  const access = asked.accessToken ? await signToken(key, spoil(accessClaims(token), 'access'), header) : undefined;
  const id = asked.idToken ? await signToken(key, spoil(idClaims(token, access), 'id'), header) : undefined;
  return { access, id };
}

async function respond(
  service: Service,
  request: GrantRequest,
  form: AnswerForm,
  token: TokenRequest,
  asked: TokensAsked,
): Promise<Claims> {
  const { settings, refreshTokens } = service;
  const { policy, now, client, audience } = token;
  const key = await service.faults.keyFor(request.faults, service.keys);
  const { access, id } = await makeTokens(key, request, token, asked);
  const expires = now + policy.refreshTokenLifetime;
  const grant = { signInName: token.user.signInName, client, policy: policy.name, scope: asked.scope, issued: now, expires };
  const refresh = asked.refreshToken ? refreshTokens.seal(grant, policy.kind) : undefined;
  const number = (value: number) => (form.numbers ? value : String(value));
  const five = {
    ...(access && { access_token: access }),
    ...(id && { id_token: id }),
    token_type: 'Bearer',
    ...(access && { expires_in: number(policy.tokenLifetime) }),
    ...(refresh && { refresh_token: refresh }),
    ...(request.form.get('client_info') === '1' && { client_info: clientInfo(settings, token) }),
  };
  if (form.members === 'five') return five;
  return {
    ...five,
    not_before: number(now),
    ...(access && { expires_on: number(now + policy.tokenLifetime), resource: audience }),
    ...(id && { id_token_expires_in: number(policy.tokenLifetime) }),
    profile_info: profileInfo(settings, token),
    ...(refresh && { refresh_token_expires_in: number(policy.refreshTokenLifetime) }),
  };
}

function tokenRequest(
  service: Service,
  { policy, origin }: GrantRequest,
  user: DirectoryUser,
  client: string,
  asked: TokensAsked,
): TokenRequest {
  const { audience, permissions } = asked;
  const issuer = issuerOf(service.settings, policy, origin);
  return { user, policy, issuer, client, audience, now: service.clock.seconds(), ...(permissions && { permissions }) };
}

/**
 * The password grant (RFC 6749, section 4.3).
 *
 * @throws OAuthError
 */
async function passwordGrant(service: Service, request: GrantRequest, client: ClientSettings): Promise<Claims> {
  const { form, policy, address, faults } = request;
  mayUseRopc(client);
  const scope = form.get('scope');
  if (!scope) throw new OAuthError('AADB2C90010');
  const asked = askedFor(scope, form.get('response_type'), client);
  const user = await signIn(service, { username: required(form, 'username'), password: required(form, 'password'), address, faults });
  return respond(service, request, policy.password, tokenRequest(service, request, user, client.id, asked), asked);
}

function checkGrant({ policy }: GrantRequest, grant: Grant, client: string, now: number): void {
  if (grant.policy !== policy.name) throw new OAuthError('AADB2C90088', grant.policy, policy.name);
  if (grant.client !== client) throw new OAuthError('AADB2C90279', client);
  if (grant.expires <= now) {
    const times = `Current time: ${now}, Grant issued time: ${grant.issued}, Grant expiration time: ${grant.expires}`;
    throw new OAuthError('AADB2C90080', times);
  }
}

/**
 * The refresh grant (RFC 6749, section 6).
 *
 * @throws OAuthError
 */
async function refreshGrant(service: Service, request: GrantRequest, client: ClientSettings): Promise<Claims> {
  const { form, policy, faults } = request;
  const secret = form.get('client_secret');
  const unchecked = faults.some(({ anyRefreshToken }) => anyRefreshToken);
  if (client.public && secret && !unchecked) throw new OAuthError('AADB2C90084');
  if (!client.public && !secret) throw new OAuthError('AADB2C90079');
  const grant = service.refreshTokens.open(required(form, 'refresh_token'), unchecked);
  if (!unchecked) checkGrant(request, grant, client.id, service.clock.seconds());
  const user = service.directory.find(grant.signInName);
  if (!user) throw new OAuthError('AADB2C90128');
  if (faults.some(({ refuse }) => refuse)) throw new OAuthError('AADB2C90085');
  service.refreshTokens.spend(grant, service.settings, service.clock.seconds());
  // response_type does not suppress a token on refresh (the seed asks for id_token and gets both).
  const owner = service.settings.clients.find(({ id }) => id === grant.client) ?? client;
  const asked = askedFor(grant.scope, null, owner);
  return respond(service, request, policy.refresh, tokenRequest(service, request, user, client.id, asked), asked);
}

/**
 * Answers a token request.
 *
 * @throws OAuthError for every refusal
 */
export async function answerGrant(service: Service, request: GrantRequest): Promise<Claims> {
  const type = required(request.form, 'grant_type');
  if (type !== 'password' && type !== 'refresh_token') throw new OAuthError('AADB2C90086', type);
  const client = requireClient(service.settings, request.form, request.authorization);
  return type === 'password' ? passwordGrant(service, request, client) : refreshGrant(service, request, client);
}
