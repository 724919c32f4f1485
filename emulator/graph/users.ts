import type { DirectoryUser } from '../directory.js';
import type { Service } from '../service.js';
import { requirePermission } from './access.js';
import { type GraphAnswer, GraphError } from './graph-error.js';

const READ = ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'];
// Directory.ReadWrite.All does not cover deleting users (Microsoft Graph, delete user).
const WRITE = ['User.ReadWrite.All'];
const NAME_FORM: Record<string, RegExp> = { emailAddress: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, userName: /^[\w.+'-]{1,64}$/ };

interface Identity {
  signInType?: unknown;
  issuer?: unknown;
  issuerAssignedId?: unknown;
}

interface NewUserBody {
  displayName?: unknown;
  accountEnabled?: unknown;
  identities?: Identity[];
  passwordProfile?: { password?: unknown; forceChangePasswordNextSignIn?: unknown };
  passwordPolicies?: unknown;
}

function badRequest(message: string): GraphError {
  return new GraphError(400, 'Request_BadRequest', message);
}

/** Three of four kinds of characters, 8 to 64 of them (Azure AD B2C, password complexity). */
function isStrong(password: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(password)).length;
  return password.length >= 8 && password.length <= 64 && kinds >= 3;
}

function signInNameOf({ settings }: Service, { identities }: NewUserBody): string {
  const identity = Array.isArray(identities) ? identities[0] : undefined;
  const { signInType, issuer, issuerAssignedId } = identity ?? {};
  if (typeof issuerAssignedId !== 'string' || issuer !== settings.tenant.name)
    throw badRequest(`Property identities is required: an issuerAssignedId of issuer ${settings.tenant.name}.`);
  const form = NAME_FORM[String(signInType)];
  if (!form?.test(issuerAssignedId)) throw badRequest('Property identities has an invalid signInType or issuerAssignedId.');
  return issuerAssignedId;
}

function passwordOf({ passwordProfile, passwordPolicies }: NewUserBody): string {
  const policies = String(passwordPolicies ?? '');
  if (!policies.includes('DisablePasswordExpiration'))
    throw badRequest('Property passwordPolicies must have DisablePasswordExpiration for a local account.');
  const { password, forceChangePasswordNextSignIn } = passwordProfile ?? {};
  if (typeof password !== 'string') throw badRequest('Property passwordProfile.password is required.');
  if (forceChangePasswordNextSignIn !== false)
    throw badRequest('Property forceChangePasswordNextSignIn must be false for a local account.');
  if (!policies.includes('DisableStrongPassword') && !isStrong(password))
    throw badRequest('The specified password does not comply with password complexity requirements. Please provide a different password.');
  return password;
}

function show({ settings }: Service, user: DirectoryUser): unknown {
  const signInType = user.signInName.includes('@') ? 'emailAddress' : 'userName';
  return {
    id: user.objectId,
    displayName: user.displayName,
    identities: [{ signInType, issuer: settings.tenant.name, issuerAssignedId: user.signInName }],
    createdDateTime: new Date(user.createdAt).toISOString(),
  };
}

function createUser(service: Service, body: NewUserBody): GraphAnswer {
  const signInName = signInNameOf(service, body);
  const { displayName, accountEnabled } = body;
  if (typeof displayName !== 'string' || displayName === '') throw badRequest('Property displayName is required.');
  const user = service.directory.create({ signInName, displayName, password: passwordOf(body), enabled: accountEnabled !== false });
  if (!user) throw new GraphError(400, 'Request_BadRequest', 'Another object with the same value for property identities already exists.');
  return { status: 201, headers: {}, body: show(service, user) };
}

function listUsers(service: Service, url: URL, origin: string): GraphAnswer {
  const { settings, directory } = service;
  const filter = url.searchParams.get('$filter') ?? '';
  const name = /issuerAssignedId eq '([^']*)'/.exec(filter)?.[1];
  if (filter !== '' && name === undefined) throw badRequest('Unsupported or invalid query filter clause.');
  if (name !== undefined) {
    const user = directory.find(name);
    return { status: 200, headers: {}, body: { value: user ? [show(service, user)] : [] } };
  }
  const size = Math.min(Number(url.searchParams.get('$top') ?? settings.graph.pageSize) || settings.graph.pageSize, 999);
  const skip = Number(url.searchParams.get('$skiptoken') ?? 0) || 0;
  const all = directory.created();
  const next = skip + size < all.length ? { '@odata.nextLink': `${origin}/v1.0/users?$top=${size}&$skiptoken=${skip + size}` } : {};
  return { status: 200, headers: {}, body: { ...next, value: all.slice(skip, skip + size).map((user) => show(service, user)) } };
}

/** One request to Graph, alone or from a batch. */
export interface GraphRequest {
  method: string;
  url: URL;
  authorization?: string;
  body: unknown;
  origin: string;
}

/**
 * Throttles a write where the limit is reached.
 *
 * @throws GraphError 429
 */
function countWrite({ graphWrites, clock }: Service): void {
  const wait = graphWrites.excess('graph', clock.now());
  if (wait !== undefined) throw new GraphError(429, 'TooManyRequests', 'Too many requests.', wait);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new GraphError(400, 'Request_BadRequest', 'The URL is not percent-encoded as it should be.');
  }
}

/** @throws GraphError for every refusal */
export function usersAnswer(service: Service, request: GraphRequest): GraphAnswer {
  const { method, url, authorization, body, origin } = request;
  const id = /^\/v1\.0\/users(?:\/([^/]+))?\/?$/.exec(url.pathname);
  if (!id) throw new GraphError(404, 'Request_ResourceNotFound', 'Resource not found.');
  const isWrite = method !== 'GET';
  requirePermission(service, authorization, isWrite ? WRITE : READ);
  if (isWrite) countWrite(service);
  if (!id[1]) return method === 'POST' ? createUser(service, (body ?? {}) as NewUserBody) : listUsers(service, url, origin);
  const key = decoded(id[1]);
  const user = service.directory.byId(key) ?? service.directory.find(key);
  if (!user) throw new GraphError(404, 'Request_ResourceNotFound', `Resource '${key.slice(0, 64)}' does not exist.`);
  if (method === 'GET') return { status: 200, headers: {}, body: show(service, user) };
  if (method !== 'DELETE') throw new GraphError(405, 'Request_BadRequest', 'The HTTP method is not supported.');
  service.directory.remove(user);
  return { status: 204, headers: {} };
}
