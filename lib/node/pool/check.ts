import { setTimeout as sleep } from 'node:timers/promises';
import { formTemplate } from '../../core/form.js';
import type { Credentials } from '../../core/pool.js';
import type { Provider } from '../../core/provider.js';
import type { Target } from '../../core/target.js';
import { progressBar } from '../terminal.js';
import type { Graph } from './graph-client.js';
import { lookUp } from './sweep.js';

/** What came of one sign-in. */
export interface Checked {
  index: number;
  result: 'signs in' | 'is missing' | 'is locked, or has another password' | 'is refused' | 'cannot be told';
  detail: string;
}

async function exists(graph: Graph, username: string, tenant: string): Promise<boolean | undefined> {
  const [answer] = await graph.batch([lookUp(0, username, tenant)]);
  return answer?.status === 200 ? (answer.body?.value?.length ?? 0) > 0 : undefined;
}

/**
 * Signs users in, once each and slowly. Where Graph can be asked, a refused user that is missing is told from one that is not.
 *
 * @param timeout in ms, of each request
 */
export async function checkUsers(
  indexes: readonly number[],
  userAt: (index: number) => Credentials,
  target: Target,
  provider: Provider,
  perSecond: number,
  timeout: number,
  graph?: Graph,
): Promise<Checked[]> {
  const form = formTemplate(provider.parameters['sign-in'], { clientId: target.clientId, scope: target.scope });
  const bar = progressBar('signing users in', indexes.length);
  const checked: Checked[] = [];
  const ask = async (index: number): Promise<Checked> => {
    const { username, password } = userAt(index);
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const response = await fetch(target.tokenUrl, {
      method: 'POST',
      headers,
      body: form({ username, password }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
    }).catch((error: Error & { cause?: Error }) => error.cause?.message || error.message);
    if (typeof response === 'string') return { index, result: 'cannot be told', detail: `(${response})` };
    const body = (await response.json().catch(() => undefined)) as { error?: unknown; error_description?: unknown } | undefined;
    if (response.status === 200 && body) return { index, result: 'signs in', detail: '' };
    const code = String(body?.error_description ?? '').split(':')[0] ?? '';
    if (!body || (response.status !== 400 && response.status !== 401))
      return { index, result: 'cannot be told', detail: `(status ${response.status}${body ? '' : ', no JSON'})` };
    if (provider.errors.lockedCodes.includes(code)) return { index, result: 'is locked, or has another password', detail: code };
    if (!graph) return { index, result: 'is refused', detail: code || String(body?.error) };
    const there = await exists(graph, username, target.tenant ?? '');
    if (there === undefined) return { index, result: 'is refused', detail: code };
    return { index, result: there ? 'is locked, or has another password' : 'is missing', detail: code };
  };
  for (const [i, index] of indexes.entries()) {
    checked.push(await ask(index));
    bar.update(i + 1);
    if (i < indexes.length - 1) await sleep(1000 / perSecond);
  }
  bar.stop();
  return checked;
}
