import type { Directory, DirectoryUser } from './directory.js';
import { OAuthError } from './errors.js';
import type { Fault } from './faults.js';
import type { SigningKey } from './keys.js';
import type { Lockout } from './lockout.js';
import type { Grant, RefreshTokens } from './refresh-token.js';
import { askedFor, type TokensAsked } from './scopes.js';
import type { AnswerForm, EmulatorSettings, PolicySettings } from './settings.js';
import { accessClaims, idClaims, profileInfo, signToken, type TokenRequest } from './tokens.js';

/** Everything that the grants need; made once at start. */
export interface Service {
  settings: EmulatorSettings;
  directory: Directory;
  lockout: Lockout;
  refreshTokens: RefreshTokens;
  key: SigningKey;
  /** Milliseconds since the epoch. */
  now: () => number;
}

export interface GrantRequest {
  policy: PolicySettings;
  form: URLSearchParams;
  faults: readonly Fault[];
  key: SigningKey;
}

const INVALID_CREDENTIALS = new OAuthError('access_denied', 'AADB2C90225', 'The username or password provided in the request are invalid.');

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value) return value;
  throw new OAuthError('invalid_request', 'AADB2C90083', `The request is missing required parameter: ${name}.`);
}

function requireClient(settings: EmulatorSettings, form: URLSearchParams): string {
  const id = form.get('client_id');
  if (!id) throw new OAuthError('invalid_request', 'AADB2C90008', 'The request does not contain a client ID parameter.');
  if (settings.clients.some((client) => client.id === id)) return id;
  throw new OAuthError(
    'unauthorized_client',
    'AADB2C90018',
    `The client ID provided in the request is not registered in tenant '${settings.tenant.name}'.`,
  );
}

function checkPassword(service: Service, request: GrantRequest): DirectoryUser {
  const username = required(request.form, 'username');
  const password = required(request.form, 'password');
  const user = service.directory.find(username);
  if (!user) throw INVALID_CREDENTIALS;
  if (service.lockout.isLocked(user.index, service.now())) throw INVALID_CREDENTIALS;
  if (user.state !== 'active') throw INVALID_CREDENTIALS;
  const right = service.directory.passwordIsRight(user, password) || request.faults.some((fault) => fault.accept);
  if (right && !request.faults.some((fault) => fault.refuse)) {
    service.lockout.succeeded(user.index);
    return user;
  }
  if (!right) service.lockout.failed(user.index, service.now());
  throw INVALID_CREDENTIALS;
}

async function respond(
  service: Service,
  request: GrantRequest,
  form: AnswerForm,
  token: TokenRequest,
  asked: TokensAsked,
): Promise<Record<string, unknown>> {
  const { settings } = service;
  const { policy, now, client } = token;
  const spoil = (claims: Record<string, unknown>) => {
    for (const fault of request.faults) fault.claims?.(claims);
    return claims;
  };
  const access = asked.accessToken ? await signToken(request.key, spoil(accessClaims(settings, token))) : undefined;
  const id = asked.idToken ? await signToken(request.key, spoil(idClaims(settings, token, access))) : undefined;
  const expires = now + policy.refreshTokenLifetime;
  const grant: Grant = { user: token.user.index, client, policy: policy.name, scope: asked.scope, issued: now, expires };
  const refresh = asked.refreshToken ? service.refreshTokens.seal(grant) : undefined;
  const number = (value: number) => (form.numbers ? value : String(value));
  const five = {
    ...(access && { access_token: access }),
    ...(id && { id_token: id }),
    token_type: 'Bearer',
    ...(access && { expires_in: number(policy.tokenLifetime) }),
    ...(refresh && { refresh_token: refresh }),
  };
  if (form.members === 'five') return five;
  return {
    ...five,
    not_before: number(now),
    ...(access && { expires_on: number(now + policy.tokenLifetime), resource: client }),
    ...(id && { id_token_expires_in: number(policy.tokenLifetime) }),
    profile_info: profileInfo(settings, token),
    ...(refresh && { refresh_token_expires_in: number(policy.refreshTokenLifetime) }),
  };
}

/** The password grant (RFC 6749, section 4.3). @throws OAuthError */
async function passwordGrant(service: Service, request: GrantRequest): Promise<Record<string, unknown>> {
  const { form, policy } = request;
  const client = requireClient(service.settings, form);
  const scope = form.get('scope');
  if (!scope) throw new OAuthError('invalid_request', 'AADB2C90010', 'The request does not contain a scope parameter.');
  const asked = askedFor(scope, form.get('response_type'), client);
  const user = checkPassword(service, request);
  return respond(service, request, policy.password, { user, policy, client, now: Math.floor(service.now() / 1000) }, asked);
}

function checkGrant({ policy }: GrantRequest, grant: Grant, client: string, now: number): void {
  if (grant.policy !== policy.name) {
    const values = `Actual Value : ${grant.policy} and Expected Value : ${policy.name}`;
    throw new OAuthError('invalid_grant', 'AADB2C90088', `The provided grant has not been issued for this endpoint. ${values}`);
  }
  if (grant.client !== client) {
    const sentence = `The provided client ID '${client}' does not match the client ID that issued the grant.`;
    throw new OAuthError('invalid_grant', 'AADB2C90279', sentence);
  }
  if (grant.expires <= now) {
    const times = `Current time: ${now}, Grant issued time: ${grant.issued}, Grant expiration time: ${grant.expires}`;
    throw new OAuthError('invalid_grant', 'AADB2C90080', `The provided grant has expired. Please re-authenticate and try again. ${times}`);
  }
}

/** The refresh grant (RFC 6749, section 6). @throws OAuthError */
async function refreshGrant(service: Service, request: GrantRequest): Promise<Record<string, unknown>> {
  const { form, policy } = request;
  const client = requireClient(service.settings, form);
  if (form.get('client_secret')) {
    const sentence = 'Public clients should not send a client_secret when redeeming a publicly acquired grant.';
    throw new OAuthError('invalid_request', 'AADB2C90084', sentence);
  }
  const grant = service.refreshTokens.open(required(form, 'refresh_token'));
  const now = Math.floor(service.now() / 1000);
  checkGrant(request, grant, client, now);
  const user = service.directory.at(grant.user);
  // response_type does not suppress a token on refresh (the seed asks for id_token and gets both).
  return respond(service, request, policy.refresh, { user, policy, client, now }, askedFor(grant.scope, null, client));
}

/** Answers a token request. @throws OAuthError for every refusal */
export async function answerGrant(service: Service, request: GrantRequest): Promise<Record<string, unknown>> {
  const type = required(request.form, 'grant_type');
  if (type === 'password') return passwordGrant(service, request);
  if (type === 'refresh_token') return refreshGrant(service, request);
  throw new OAuthError('unsupported_grant_type', 'AADB2C90086', `The supplied grant_type [${type}] is not supported.`);
}
