import { setTimeout as sleep } from 'node:timers/promises';
import { clientAuthentication, withClient } from '../../core/client-authentication.js';
import { describe } from '../../core/contract/describe.js';
import { formTemplate } from '../../core/form.js';
import type { Credentials } from '../../core/pool.js';
import type { Provider } from '../../core/provider.js';
import type { Settings } from '../../core/settings/catalogue.js';
import { resolveTarget } from '../../core/target.js';
import { progressBar } from '../terminal.js';
import type { Graph } from './graph-client.js';
import { lookUp } from './sweep.js';

/** What came of one sign-in. */
export interface Checked {
  index: number;
  result: 'signs in' | 'is missing' | 'is locked, or has another password' | 'is refused' | 'is unclear';
  detail: string;
}

/** Who is to be signed in, where and how fast. */
export interface CheckOptions {
  indexes: readonly number[];
  userAt: (index: number) => Credentials;
  settings: Settings;
  provider: Provider;
  perSecond: number;
  /** Where Graph can be asked, a refused user that is missing is told from one that is not. */
  graph?: Graph | undefined;
}

const OF_THE_CLIENT = ['invalid_client', 'unauthorized_client', 'invalid_scope', 'unsupported_grant_type'];

/** An answer to a sign-in; what it holds is read once. */
interface SignInAnswer {
  status: number;
  granted: boolean;
  /** The provider's code, or `error`, as far as that is public; undefined where the body is no JSON object. */
  refusal?: { code: string | undefined; error: string; text: string };
}

type SignIn = (credentials: Credentials) => Promise<SignInAnswer>;

function createSignIn({ settings, provider }: CheckOptions): SignIn {
  const target = resolveTarget(settings, provider);
  const { clientId, scope } = target;
  const secret = settings.clientSecret ?? '';
  const client = clientAuthentication(settings.clientAuth, clientId, secret, (text) => Buffer.from(text).toString('base64'));
  const form = formTemplate(withClient(provider.parameters['sign-in'], settings.clientAuth, client.form), { clientId, scope });
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', ...client.headers };
  const { codePattern } = provider.errors;
  return async ({ username, password }) => {
    const body = form({ username, password });
    const signal = AbortSignal.timeout(settings.timeout);
    const response = await fetch(target.tokenUrl, { method: 'POST', headers, body, redirect: 'manual', signal });
    const said: unknown = await response.json().catch(() => undefined);
    if (typeof said !== 'object' || said === null) return { status: response.status, granted: false };
    const { access_token: token, error, error_description: description } = said as Record<string, unknown>;
    const code = codePattern === undefined ? undefined : new RegExp(codePattern).exec(String(description))?.[1];
    const text = code ?? describe(error, '/error', secret === '' ? [password] : [password, secret]);
    return {
      status: response.status,
      granted: response.status === 200 && typeof token === 'string',
      refusal: { code, error: String(error), text },
    };
  };
}

async function exists(graph: Graph, username: string, tenant: string): Promise<boolean | undefined> {
  const [answer] = await graph.batch([lookUp(0, username, tenant)]);
  return answer?.status === 200 ? (answer.body?.value?.length ?? 0) > 0 : undefined;
}

async function checkUser(index: number, signIn: SignIn, { userAt, settings, provider, graph }: CheckOptions): Promise<Checked> {
  const user = userAt(index);
  const answer = await signIn(user).catch((error: Error & { cause?: Error }) => error.cause?.message || error.message);
  if (typeof answer === 'string') return { index, result: 'is unclear', detail: `(${answer})` };
  const { status, granted, refusal } = answer;
  if (granted) return { index, result: 'signs in', detail: '' };
  const { lockedCodes, lockedStatuses } = provider.errors;
  if (lockedStatuses.includes(status)) return { index, result: 'is locked, or has another password', detail: `(status ${status})` };
  if (!refusal || (status !== 400 && status !== 401))
    return { index, result: 'is unclear', detail: `(status ${status}${refusal ? '' : ', no JSON'})` };
  const { code, text: detail } = refusal;
  // It was not the user who was refused.
  if (OF_THE_CLIENT.includes(refusal.error))
    return { index, result: 'is unclear', detail: `${detail}: is the client right, and its scope?` };
  const locked = code !== undefined && lockedCodes.includes(code);
  const there = locked || (graph && (await exists(graph, user.username, settings.tenant ?? '')));
  if (there === undefined) return { index, result: 'is refused', detail };
  return { index, result: there ? 'is locked, or has another password' : 'is missing', detail };
}

/** Signs users in, once each and slowly. */
export async function checkUsers(options: CheckOptions): Promise<Checked[]> {
  const { indexes, perSecond } = options;
  const signIn = createSignIn(options);
  const bar = progressBar('signing users in', indexes.length);
  const checked: Checked[] = [];
  for (const [i, index] of indexes.entries()) {
    checked.push(await checkUser(index, signIn, options));
    bar.update(i + 1);
    if (i < indexes.length - 1) await sleep(1000 / perSecond);
  }
  bar.stop();
  return checked;
}
