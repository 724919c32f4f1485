import encoding from 'k6/encoding';
import http, { type Params, type Response } from 'k6/http';
import type { Answer } from '../core/contract/types.js';
import { type FormValues, formTemplate } from '../core/form.js';
import type { Brief } from './brief.js';
import { variables } from './variables.js';

/** An answer with the time that it took, in ms, as k6 measures it (without connecting). */
export interface TimedAnswer {
  answer: Answer;
  ms: number;
}

// k6 error code of a request that ran into its time limit.
const REQUEST_TIMEOUT = 1050;

export function toAnswer(response: Response): TimedAnswer {
  return {
    answer: {
      status: response.status,
      headers: response.headers,
      body: typeof response.body === 'string' ? response.body : null,
      at: Date.now(),
      timedOut: response.error_code === REQUEST_TIMEOUT,
    },
    ms: response.timings.duration,
  };
}

/** The parts of a request that do not change: no redirects, so that no answer can send load to another host. */
export function requestParams(timeout: number, op: string, extra: Record<string, string> = {}): Params {
  return { headers: extra, redirects: 0, timeout, responseType: 'text', tags: { op } };
}

function clientAuthentication({ clientAuth, clientId }: Brief['request']): { headers: Record<string, string>; form: FormValues } {
  const clientSecret = variables.ROPC_CLIENT_SECRET ?? '';
  if (clientAuth === 'body') return { headers: {}, form: { client_secret: clientSecret } };
  if (clientAuth === 'none') return { headers: {}, form: {} };
  // RFC 6749, section 2.3.1: both are form-encoded before they are joined.
  const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
  return { headers: { Authorization: `Basic ${encoding.b64encode(pair)}` }, form: {} };
}

export interface TokenClient {
  signIn(op: string, username: string, password: string): TimedAnswer;
  refresh(refreshToken: string): TimedAnswer;
  /** What every request of a grant has: headers, client authentication, time limit. */
  params(grant: 'sign-in' | 'refresh'): Params;
  /** A request of a grant, for several at the same moment. */
  request(grant: 'sign-in' | 'refresh', values: FormValues): { method: 'POST'; url: string; body: string; params: Params };
  /** Form members of a good request, client authentication included. */
  parameters(grant: 'sign-in' | 'refresh'): FormValues;
}

/** Sends the two grants the way the provider wants them. Builds what it can once, in each VU. */
export function createTokenClient({ request }: Pick<Brief, 'request'>): TokenClient {
  const { tokenUrl, clientId, scope, timeout } = request;
  const { headers, form } = clientAuthentication(request);
  const formHeaders = { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json', ...headers };
  const granted = http.expectedStatuses(200);
  const refused = http.expectedStatuses(400, 401);
  const paramsOf: Record<string, Params> = {};
  for (const op of ['sign-in', 'refresh', 'failed-sign-in']) {
    const responseCallback = op === 'failed-sign-in' ? refused : granted;
    paramsOf[op] = { ...requestParams(timeout, op, formHeaders), responseCallback };
  }
  const parameters: TokenClient['parameters'] = (grant) => ({ ...request.parameters[grant], ...form });
  const fixed = { clientId, scope };
  const signInForm = formTemplate(parameters('sign-in'), fixed);
  const refreshForm = formTemplate(parameters('refresh'), fixed);
  const send = (op: string, body: string) => toAnswer(http.post(tokenUrl, body, paramsOf[op]) as Response);
  return {
    request: (grant, values) => {
      const body = grant === 'sign-in' ? signInForm(values) : refreshForm(values);
      return { method: 'POST', url: tokenUrl, body, params: { ...requestParams(timeout, grant, formHeaders), responseCallback: refused } };
    },
    parameters,
    params: (grant) => ({
      ...requestParams(timeout, grant, formHeaders),
      responseCallback: http.expectedStatuses({ min: 200, max: 499 }),
    }),
    signIn: (op, username, password) => send(op, signInForm({ username, password })),
    refresh: (refreshToken) => send('refresh', refreshForm({ refreshToken })),
  };
}
