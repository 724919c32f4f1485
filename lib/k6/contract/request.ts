import { b64encode } from 'k6/encoding';
import http, { type Params, type Response } from 'k6/http';
import { clientAuthentication } from '../../core/client-authentication.js';
import type { ContractCase } from '../../core/contract/cases/index.js';
import type { FormValues } from '../../core/form.js';
import { cohortSlice, usernameAt, wrongPassword } from '../../core/pool.js';
import type { Environment } from '../environment.js';
import { hmac } from '../primitives.js';
import { NO_TOKEN, type Session } from '../session.js';
import { usersOf } from '../users.js';

const encode = ([name, value]: [string, string]): string => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;

/** A request of the contract run, ready to send, and the values in it that nothing may repeat. */
export interface ContractRequest {
  url: string;
  form: [string, string][];
  params: Params;
  /** The user's place in the pool. */
  index: number;
  /** The refresh token in it. */
  sent?: string;
  /** The e-mail address that signs in, where the pool's users have one. */
  email?: string;
  secrets: string[];
}

/** Never the same: where there is no letter something is added. */
function otherCase(password: string): string {
  const other = Array.from(password, (letter) => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase())).join('');
  return other === password ? `${password}x` : other;
}

// Values of good and of bad requests. Nothing here may leave the VU but in a request.
function requestValues({ settings, plan }: Environment, index: number, tokens: TokensHeld): FormValues {
  const { refreshToken, accessToken } = tokens;
  const { pool } = plan;
  const secret = settings.poolSecret ?? '';
  const userAt = usersOf({ pool, loopback: plan.target.loopback });
  const { username, password } = userAt(index);
  const honest = cohortSlice(pool, 'honest');
  const other = honest.first + ((index - honest.first + 1) % honest.count);
  const at = Math.max(0, refreshToken.length - 10);
  const changed = refreshToken[at] === 'A' ? 'B' : 'A';
  return {
    clientId: plan.target.clientId,
    otherClientId: settings.otherClientId ?? '',
    scope: plan.target.scope,
    widerScope: settings.widerScope ?? '',
    username,
    password,
    refreshToken,
    accessToken,
    otherPassword: userAt(other).password,
    passwordOtherCase: otherCase(password),
    passwordCut: password.slice(0, -1),
    wrongPassword: wrongPassword(pool, secret, hmac, index, Date.now()),
    unknownUser: usernameAt({ ...pool, prefix: 'nobody-' }, index),
    changedRefreshToken: `${refreshToken.slice(0, at)}${changed}${refreshToken.slice(at + 1)}`,
  };
}

/** The tokens of the last answer that had some. */
export interface TokensHeld {
  refreshToken: string;
  accessToken: string;
}

// In the form, or with HTTP Basic in the header, as the client authenticates.
function spoilSecret({ clientSecret }: ContractCase, { form, params }: Pick<ContractRequest, 'form' | 'params'>, clientId: string): void {
  const at = form.findIndex(([name]) => name === 'client_secret');
  if (at >= 0) form.splice(at, 1, ...(clientSecret === 'wrong' ? [['client_secret', 'made-up'] as [string, string]] : []));
  const { Authorization, ...others } = params.headers ?? {};
  if (Authorization === undefined) return;
  const wrong = clientAuthentication('basic', clientId, 'made-up', (text) => b64encode(text)).headers;
  params.headers = clientSecret === 'wrong' ? { ...others, ...wrong } : others;
}

/** What no answer to a case may repeat. */
function secretsOf(values: FormValues): string[] {
  // The cut one is a part of the right one, and can be so short that it is found anywhere.
  const { password = '', wrongPassword = '', passwordOtherCase = '' } = values;
  return [password, wrongPassword, passwordOtherCase];
}

/** Builds the request of a case: a good one with the case's one change. */
export function buildRequest(environment: Environment, session: Session, item: ContractCase, tokens: TokensHeld): ContractRequest {
  const index = cohortSlice(environment.plan.pool, item.cohort ?? 'honest').first + (item.user ?? 0);
  const values = requestValues(environment, index, tokens);
  const fill = (template: string) => template.replace(/\{(\w+)\}/g, (hole, name: string) => values[name] ?? hole);
  const parameters = { ...session.client.parameters(item.grant), ...item.with };
  for (const name of item.without ?? []) delete parameters[name];
  const form = Object.entries(parameters).map(([name, template]): [string, string] => [name, fill(template)]);
  // A URL is written into many logs: no real secret goes into one.
  const inUrl = item.place === 'query' || item.place === 'get' ? form.find(([name]) => name === 'client_secret') : undefined;
  if (inUrl) inUrl[1] = 'made-up';
  const params = session.client.params(item.grant);
  if (item.clientSecret) spoilSecret(item, { form, params }, environment.plan.target.clientId);
  if (item.repeat) form.push(...form.filter(([name]) => name === item.repeat));
  const url = item.atOtherPolicy ? environment.plan.target.otherPolicyTokenUrl : environment.plan.target.tokenUrl;
  const username = form.find(([name]) => name === 'username')?.[1];
  // What is made up is no secret.
  const isToken = /\{\w+\}/.test(parameters.refresh_token ?? '');
  const sent = isToken ? form.find(([name]) => name === 'refresh_token')?.[1] : undefined;
  return {
    url: url as string,
    form,
    params,
    index,
    ...(sent && sent !== NO_TOKEN && { sent }),
    ...(username && environment.plan.pool.signInType === 'email' && { email: username }),
    secrets: secretsOf(values),
  };
}

/** Sends a request the way that its case says. */
export function sendRequest({ url, form, params }: ContractRequest, place: ContractCase['place']): Response {
  // Token clients keep no cookies, and k6 forgets them only from iteration to iteration.
  http.cookieJar().clear(url);
  const query = `${url}${url.includes('?') ? '&' : '?'}${form.map(encode).join('&')}`;
  if (place === 'get') return http.get(query, params) as Response;
  if (place === 'query') return http.post(query, '', params) as Response;
  if (place === 'json') {
    const headers = { ...params.headers, 'Content-Type': 'application/json' };
    return http.post(url, JSON.stringify(Object.fromEntries(form)), { ...params, headers }) as Response;
  }
  if (place === 'multipart') {
    const boundary = 'k6-ropc-boundary';
    const parts = form.map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
    const headers = { ...params.headers, 'Content-Type': `multipart/form-data; boundary=${boundary}` };
    return http.post(url, `${parts.join('')}--${boundary}--\r\n`, { ...params, headers }) as Response;
  }
  return http.post(url, form.map(encode).join('&'), params) as Response;
}

/** Sends the same request several times at the same moment. */
export function sendTogether({ url, form, params }: ContractRequest, times: number): Response[] {
  const body = form.map(encode).join('&');
  const requests = Array.from({ length: times }, () => ({ method: 'POST', url, body, params }));
  return http.batch(requests as Parameters<typeof http.batch>[0]) as unknown as Response[];
}
