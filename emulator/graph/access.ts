import { createHmac, randomBytes } from 'node:crypto';
import type { Service } from '../service.js';
import { GraphError } from './graph-error.js';

const KEY = randomBytes(32);
const LIFETIME = 3_599;

const seal = (text: string): string => createHmac('sha256', KEY).update(text).digest('base64url');

/** Client credentials for Graph (RFC 6749, section 4.4), as the Entra endpoint of the tenant answers them. */
export function graphToken({ settings, clock }: Service, form: URLSearchParams): { status: number; body: unknown } {
  const refuse = (status: number, error: string, text: string) => ({ status, body: { error, error_description: text } });
  if (form.get('grant_type') !== 'client_credentials')
    return refuse(400, 'unsupported_grant_type', 'AADSTS70003: The grant type is not supported.');
  const client = settings.graph.clients.find(({ id }) => id === form.get('client_id'));
  if (!client) return refuse(400, 'unauthorized_client', 'AADSTS700016: Application was not found in the directory.');
  if (client.secret !== form.get('client_secret')) return refuse(401, 'invalid_client', 'AADSTS7000215: Invalid client secret provided.');
  if (!form.get('scope')?.endsWith('/.default')) return refuse(400, 'invalid_scope', 'AADSTS70011: The scope must end with /.default.');
  const claims = Buffer.from(JSON.stringify({ client: client.id, exp: clock.seconds() + LIFETIME })).toString('base64url');
  return {
    status: 200,
    body: { token_type: 'Bearer', expires_in: LIFETIME, ext_expires_in: LIFETIME, access_token: `${claims}.${seal(claims)}` },
  };
}

/** @throws GraphError where the token is none, or its application has none of the permissions */
export function requirePermission({ settings, clock }: Service, authorization: string | undefined, permissions: readonly string[]): void {
  const [claims = '', seal_ = ''] = /^Bearer (.+)$/.exec(authorization ?? '')?.[1]?.split('.') ?? [];
  if (claims === '' || seal(claims) !== seal_)
    throw new GraphError(401, 'InvalidAuthenticationToken', 'Access token is empty or not valid.');
  const { client, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as { client: string; exp: number };
  if (exp <= clock.seconds()) throw new GraphError(401, 'InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.');
  const held = settings.graph.clients.find(({ id }) => id === client)?.permissions ?? [];
  if (permissions.some((permission) => held.includes(permission))) return;
  throw new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
}
