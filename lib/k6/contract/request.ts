import { b64encode } from 'k6/encoding';
import type { Params } from 'k6/http';
import { clientAuthentication } from '../../core/client-authentication.js';
import type { ContractCase } from '../../core/contract/cases/index.js';
import type { FormValues } from '../../core/form.js';
import { cohortSlice, usernameAt, wrongPassword } from '../../core/pool.js';
import type { Environment } from '../environment.js';
import { hmac } from '../hmac.js';
import { NO_TOKEN, type Session } from '../session.js';
import { usersOf } from '../users.js';

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

/** The client of a case that is not who it says, or not the usual one: in the form, or with HTTP Basic in the header. */
function changeClient(environment: Environment, { clientSecret }: ContractCase, request: Pick<ContractRequest, 'form' | 'params'>): void {
  const { clientId } = environment.plan.target;
  const { clientAuth, otherClientId = '', otherClientSecret = '' } = environment.settings;
  const others = request.form.filter(([name]) => name !== 'client_secret');
  const { Authorization: _, ...headers } = request.params.headers ?? {};
  const [id, secret] = clientSecret === 'of another client' ? [otherClientId, otherClientSecret] : [clientId, 'made-up'];
  const client = clientAuthentication(clientSecret === 'none' ? 'none' : clientAuth, id, secret, (text) => b64encode(text));
  // Who does not prove who it is says it all the same.
  const said = clientAuth === 'basic' && clientSecret === 'none' ? [['client_id', clientId] as [string, string]] : [];
  request.form.splice(0, request.form.length, ...others, ...said, ...(Object.entries(client.form) as [string, string][]));
  request.params.headers = { ...headers, ...client.headers };
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
  const inUrl = item.place === 'get' ? form.find(([name]) => name === 'client_secret') : undefined;
  if (inUrl) inUrl[1] = 'made-up';
  const params = session.client.params(item.grant);
  if (item.clientSecret) changeClient(environment, item, { form, params });
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
    secrets: [...secretsOf(values), ...(environment.settings.otherClientSecret ? [environment.settings.otherClientSecret] : [])],
  };
}
