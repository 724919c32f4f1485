import { setTimeout as sleep } from 'node:timers/promises';
import { type Credentials, cohortAt, type PoolDefinition } from '../../core/pool.js';
import { UsageError } from '../../core/usage-error.js';
import { progressBar } from '../terminal.js';
import { type DisplayNameAt, loadDisplayNames } from './display-name.js';
import { type BatchRequest, type BatchResponse, type Graph, MAX_BATCH } from './graph-client.js';
import type { Journal } from './journal.js';

export interface ProvisionOptions {
  pool: PoolDefinition;
  userAt: (index: number) => Credentials;
  /** Tenant name: the issuer of local accounts. */
  tenant: string;
  /** Users a second; Graph takes 3,000 writes in 150 s. */
  rate: number;
  graph: Graph;
  journal: Journal;
}

export interface Provisioned {
  made: number;
  /** In the directory before: nobody knows with which password. */
  there: number;
  /** In the journal from a call before, and not asked for again. */
  known: number;
}

/** Cohorts that an ordinary account cannot stand for: they are the emulator's own. */
const NOT_MADE = ['federated', 'expired'];

/** The payload of a local account (Microsoft Graph, create user). */
export function newUser(
  { pool, userAt, tenant }: Pick<ProvisionOptions, 'pool' | 'userAt' | 'tenant'>,
  displayNameAt: DisplayNameAt,
  index: number,
): unknown {
  const { username, password } = userAt(index);
  const signInType = pool.signInType === 'email' ? 'emailAddress' : 'userName';
  return {
    accountEnabled: cohortAt(pool, index) !== 'disabled',
    displayName: displayNameAt(pool, index),
    identities: [{ signInType, issuer: tenant, issuerAssignedId: username }],
    passwordProfile: { password, forceChangePasswordNextSignIn: false },
    passwordPolicies: 'DisablePasswordExpiration',
  };
}

function isTaken({ status, body }: BatchResponse): boolean {
  return status === 409 || (status === 400 && /already exists/i.test(body?.error?.message ?? ''));
}

/**
 * Writes down what came of a batch, all of it, before anything else.
 *
 * @returns what Graph refused, in words
 */
function recordBatch(journal: Journal, responses: readonly BatchResponse[], sentBefore: ReadonlySet<number>, total: Provisioned): string[] {
  const refused: string[] = [];
  for (const response of responses) {
    const index = Number(response.id);
    if (response.status === 201) {
      journal.write([{ made: index, id: response.body?.id ?? '' }]);
      total.made += 1;
    } else if (isTaken(response)) {
      // One that was sent before, and not heard of, may be ours: its age will tell.
      if (!sentBefore.has(index) && !response.resent) journal.write([{ there: index }]);
      total.there += 1;
    } else {
      // A server that broke may have made it all the same.
      if (response.status < 500) journal.write([{ removed: index }]);
      refused.push(`user ${index}: ${response.body?.error?.message ?? `status ${response.status}`}`);
    }
  }
  return refused;
}

/**
 * The journal must be of this directory: one of its users must be there.
 *
 * @throws UsageError
 */
async function checkJournal({ journal, graph }: ProvisionOptions): Promise<void> {
  const [first] = journal.made;
  if (!first) return;
  const [answer] = await graph.batch([{ id: '0', method: 'GET', url: `/users/${first[1]}` }]);
  if (answer?.status === 404)
    throw new UsageError([
      `${journal.path} says that user ${first[0]} was made, but the directory does not have it: delete the file to begin anew.`,
    ]);
}

/**
 * Creates the users of the pool that are not there yet. Killed at any moment, the next call goes on and creates nobody
 * twice.
 *
 * @throws UsageError where Graph refuses
 */
export async function provision(options: ProvisionOptions): Promise<Provisioned> {
  const { pool, rate, graph, journal } = options;
  await checkJournal(options);
  const displayNameAt = await loadDisplayNames();
  const wanted = Array.from({ length: pool.size }, (_, index) => index).filter((index) => !NOT_MADE.includes(cohortAt(pool, index)));
  const left = wanted.filter((index) => !journal.made.has(index) && !journal.there.has(index));
  const total: Provisioned = { made: 0, there: 0, known: wanted.length - left.length };
  const bar = progressBar('creating users', left.length);
  const begun = performance.now();
  try {
    for (let start = 0; start < left.length; start += MAX_BATCH) {
      const indexes = left.slice(start, start + MAX_BATCH);
      const before = new Set(journal.unheard.keys());
      journal.write([{ sending: indexes.filter((index) => !before.has(index)), at: Date.now() }]);
      const requests = indexes.map(
        (index): BatchRequest => ({ id: String(index), method: 'POST', url: '/users', body: newUser(options, displayNameAt, index) }),
      );
      const note = (text: string) => bar.update(start, text);
      const responses = await graph.batch(requests, (seconds) => note(`throttled, waiting ${seconds} s`));
      const refused = recordBatch(journal, responses, before, total);
      if (refused.length > 0)
        throw new UsageError([
          `Graph did not create ${refused.join('; ')} What was made is in ${journal.path}; the next call goes on from there.`,
        ]);
      const done = start + indexes.length;
      const seconds = (performance.now() - begun) / 1000;
      bar.update(done, `${Math.round(done / seconds)} users/s`);
      await sleep(Math.max(0, (done / rate - seconds) * 1000));
    }
  } finally {
    bar.stop();
    journal.close();
  }
  return total;
}
