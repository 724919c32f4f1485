import { indexOfUsername, type PoolDefinition, usernameAt } from '../../core/pool.js';
import { UsageError } from '../../core/usage-error.js';
import { progressBar } from '../terminal.js';
import { type BatchRequest, type Graph, type GraphUser, MAX_BATCH } from './graph-client.js';
import type { Journal } from './journal.js';

/** A user that is to be deleted; `index` where the journal knows it. */
export interface Doomed {
  id: string;
  name: string;
  index?: number;
}

const nameOf = ({ identities }: GraphUser): string => identities?.[0]?.issuerAssignedId ?? '';

// Clocks of directory and journal may be so far apart.
const SKEW_MS = 60_000;

/** The request that looks a user up by sign-in name; Graph wants the issuer with it. */
export function lookUp(index: number, signInName: string, tenant: string): BatchRequest {
  const filter = `identities/any(c:c/issuerAssignedId eq '${signInName}' and c/issuer eq '${tenant}')`;
  const select = '$select=id,displayName,identities,createdDateTime';
  return { id: String(index), method: 'GET', url: `/users?${select}&$filter=${encodeURIComponent(filter)}` };
}

/** Users that provisioning made. Of a call that was killed, those that are there and not older than it; others are not ours. */
export async function findMade(pool: PoolDefinition, tenant: string, journal: Journal, graph: Graph): Promise<Doomed[]> {
  const doomed = Array.from(journal.made, ([index, id]): Doomed => ({ id, name: usernameAt(pool, index), index }));
  const unheard = Array.from(journal.unheard.keys());
  for (let start = 0; start < unheard.length; start += MAX_BATCH) {
    const requests = unheard.slice(start, start + MAX_BATCH).map((index) => lookUp(index, usernameAt(pool, index), tenant));
    for (const { id, status, body } of await graph.batch(requests)) {
      const index = Number(id);
      if (status !== 200)
        throw new UsageError([`Graph cannot look up ${usernameAt(pool, index)}: ${body?.error?.message ?? `status ${status}`}`]);
      const user = body?.value?.[0];
      const since = (journal.unheard.get(index) ?? Number.POSITIVE_INFINITY) - SKEW_MS;
      if (user && Date.parse(user.createdDateTime ?? '') >= since) doomed.push({ id: user.id, name: usernameAt(pool, index), index });
    }
  }
  return doomed;
}

/** Users whose sign-in name is one of the pool's, of any size, and that are older than so many ms, whoever made them. */
export async function findOrphans(pool: PoolDefinition, olderThan: number, now: number, graph: Graph): Promise<Doomed[]> {
  const doomed: Doomed[] = [];
  for await (const user of graph.users()) {
    const old = user.createdDateTime !== undefined && now - Date.parse(user.createdDateTime) >= olderThan;
    const index = indexOfUsername({ ...pool, size: Number.MAX_SAFE_INTEGER }, nameOf(user));
    if (old && index !== undefined) doomed.push({ id: user.id, name: nameOf(user), index });
  }
  return doomed;
}

/**
 * Deletes users; one that is gone already counts as deleted.
 *
 * @throws UsageError where Graph refuses
 */
export async function sweep(doomed: readonly Doomed[], graph: Graph, journal: Journal): Promise<number> {
  const bar = progressBar('deleting users', doomed.length);
  let removed = 0;
  try {
    for (let start = 0; start < doomed.length; start += MAX_BATCH) {
      const batch = doomed.slice(start, start + MAX_BATCH);
      const requests = batch.map(({ id }, i): BatchRequest => ({ id: String(i), method: 'DELETE', url: `/users/${id}` }));
      for (const { id, status, body } of await graph.batch(requests)) {
        const { index, name } = batch[Number(id)] as Doomed;
        if (status !== 204 && status !== 404)
          throw new UsageError([`Graph did not delete ${name}: ${body?.error?.message ?? `status ${status}`}`]);
        if (index !== undefined) journal.write([{ removed: index }]);
        removed += 1;
      }
      bar.update(start + batch.length);
    }
  } finally {
    bar.stop();
    journal.close();
  }
  return removed;
}
