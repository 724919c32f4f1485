import type { PoolDefinition } from '../../core/pool.js';
import { usernameAt } from '../../core/pool.js';
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

/** Users that provisioning made; those of a call that was killed are looked up by name. */
export async function findMade(pool: PoolDefinition, journal: Journal, graph: Graph): Promise<Doomed[]> {
  const doomed = Array.from(journal.made, ([index, id]) => ({ id, name: usernameAt(pool, index), index }));
  const unheard = Array.from(journal.unheard);
  for (let start = 0; start < unheard.length; start += MAX_BATCH) {
    const requests = unheard.slice(start, start + MAX_BATCH).map((index): BatchRequest => {
      const filter = `identities/any(c:c/issuerAssignedId eq '${usernameAt(pool, index)}')`;
      return { id: String(index), method: 'GET', url: `/users?$filter=${encodeURIComponent(filter)}` };
    });
    for (const { id, body } of await graph.batch(requests)) {
      const [user] = body?.value ?? [];
      if (user) doomed.push({ id: user.id, name: usernameAt(pool, Number(id)), index: Number(id) });
    }
  }
  return doomed;
}

/** Users whose sign-in name begins with the pool's prefix and that are older than so many ms, whoever made them. */
export async function findOrphans(pool: PoolDefinition, olderThan: number, now: number, graph: Graph): Promise<Doomed[]> {
  const doomed: Doomed[] = [];
  for await (const user of graph.users()) {
    const old = user.createdDateTime !== undefined && now - Date.parse(user.createdDateTime) >= olderThan;
    if (old && nameOf(user).startsWith(pool.prefix)) doomed.push({ id: user.id, name: nameOf(user) });
  }
  return doomed;
}

/** Deletes users; one that is gone already counts as deleted. @throws UsageError where Graph refuses */
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
