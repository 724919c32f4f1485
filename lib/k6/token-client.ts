import { b64encode } from 'k6/encoding';
import { expectedStatuses, type Params, post, type Response } from 'k6/http';
import { type ClientAuth, clientAuthentication, withClient } from '../core/client-authentication.js';
import { type FormValues, formTemplate } from '../core/form.js';
import { tagVu } from './metrics.js';
import { variable } from './variables.js';

/** The parts of a request that do not change: no redirects, so that no answer can send load to another host. */
export function requestParams(timeout: number, headers: Record<string, string> = {}, op?: string): Params {
  return { headers, redirects: 0, timeout, responseType: 'text', ...(op && { tags: { op } }) };
}

// Held, for each time that an import is read k6 wraps the function anew (5 us).
const postForm = post;

export type Grant = 'sign-in' | 'refresh';

/** Where requests go and what stands in them, but for users and secrets. */
export interface TokenRequest {
  tokenUrl: string;
  clientId: string;
  scope: string;
  clientAuth: ClientAuth;
  /** ms */
  timeout: number;
  parameters: Record<Grant, FormValues>;
}

export interface TokenClient {
  signIn(op: string, phase: string, username: string, password: string): Response;
  refresh(phase: string, refreshToken: string): Response;
  /** What every request of a grant has: headers, client authentication, time limit. */
  params(grant: Grant): Params;
  /** A request of a grant, for several at the same moment. */
  request(grant: Grant, values: FormValues): { method: 'POST'; url: string; body: string; params: Params };
  /** Form members of a good request, client authentication included. */
  parameters(grant: Grant): FormValues;
}

/** Sends the two grants the way the provider wants them. Builds what it can once, when a VU needs it first. */
export function createTokenClient(request: TokenRequest): TokenClient {
  const { tokenUrl, clientId, clientAuth, scope, timeout } = request;
  const secret = variable('ROPC_CLIENT_SECRET') ?? '';
  const { headers, form } = clientAuthentication(clientAuth, clientId, secret, (text) => b64encode(text));
  const formHeaders = { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json', ...headers };
  const parameters: TokenClient['parameters'] = (grant) => withClient(request.parameters[grant], clientAuth, form);
  const forms: Partial<Record<Grant, ReturnType<typeof formTemplate>>> = {};
  const paramsOf: Partial<Record<string, Params>> = {};

  const write = (grant: Grant, values: FormValues): string => {
    forms[grant] ??= formTemplate(parameters(grant), { clientId, scope });
    return forms[grant](values);
  };

  const send = (op: string, phase: string, body: string): Response => {
    // Operation and phase are tags of the VU.
    paramsOf[op] ??= {
      ...requestParams(timeout, formHeaders),
      responseCallback: op === 'failed-sign-in' ? expectedStatuses(400, 401) : expectedStatuses(200),
    };
    tagVu(op, phase);
    return postForm(tokenUrl, body, paramsOf[op]) as Response;
  };

  return {
    parameters,
    params: (grant) => ({
      ...requestParams(timeout, formHeaders, grant),
      responseCallback: expectedStatuses({ min: 200, max: 499 }),
    }),
    request: (grant, values) => ({
      method: 'POST',
      url: tokenUrl,
      body: write(grant, values),
      params: { ...requestParams(timeout, formHeaders, grant), responseCallback: expectedStatuses(400, 401) },
    }),
    signIn: (op, phase, username, password) => send(op, phase, write('sign-in', { username, password })),
    refresh: (phase, refreshToken) => send('refresh', phase, write('refresh', { refreshToken })),
  };
}
