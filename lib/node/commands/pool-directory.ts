import { parseDuration } from '../../core/duration.js';
import { cohortSlice } from '../../core/pool.js';
import type { RawSettings } from '../../core/settings/resolve.js';
import { UsageError } from '../../core/usage-error.js';
import { checkUsers } from '../pool/check.js';
import { anyContextOf, contextOf } from '../pool/context.js';
import { graphOf, journalOf } from '../pool/directory.js';
import { provision } from '../pool/provision.js';
import { findMade, findOrphans, sweep } from '../pool/sweep.js';

/** Creates the users of the pool in the directory. */
export async function poolProvisionCommand(flags: RawSettings, rate: string): Promise<number> {
  const context = contextOf(flags);
  if (!(Number(rate) > 0)) throw new UsageError([`--rate is "${rate}": it takes users a second, above 0.`]);
  const graph = await graphOf(context);
  const { pool, userAt: user, settings } = context;
  const journal = journalOf(context);
  const { made, there, known } = await provision({ pool, userAt: user, tenant: settings.tenant ?? '', rate: Number(rate), graph, journal });
  console.log(`${made} users created, ${there} were there; journal: ${journal.path}`);
  if (there > 0) console.log('note: nobody knows the passwords of those that were there: pool check signs some in.');
  if (known > 0) console.log(`note: ${known} are in the journal from before, and were not asked for again: delete it to ask.`);
  return 0;
}

/** Shows what provisioning made, or orphans by prefix and age; deletes them with `yes`. */
export async function poolSweepCommand(
  flags: RawSettings,
  options: { yes: boolean; orphans: boolean; olderThan: string },
): Promise<number> {
  const context = contextOf(flags);
  const age = parseDuration(options.olderThan);
  if (age === undefined) throw new UsageError([`--older-than is "${options.olderThan}": it takes a duration such as 24h.`]);
  const graph = await graphOf(context);
  const journal = journalOf(context);
  const tenant = context.settings.tenant ?? '';
  const doomed = options.orphans
    ? await findOrphans(context.pool, age, Date.now(), graph)
    : await findMade(context.pool, tenant, journal, graph);
  for (const { name } of doomed.slice(0, 10)) console.log(`  ${name}`);
  if (doomed.length > 10) console.log(`  and ${doomed.length - 10} more`);
  if (!options.yes) {
    console.log(`${doomed.length} users would be deleted: add --yes to delete them`);
    return 0;
  }
  console.log(`${await sweep(doomed, graph, journal)} users deleted`);
  return 0;
}

/**
 * Signs a sample of the pool in.
 *
 * @returns 1 where one cannot sign in, 3 where of some that cannot be told
 */
export async function poolCheckCommand(flags: RawSettings, sample: string, rate: string): Promise<number> {
  const context = anyContextOf(flags);
  const { pool, settings, provider, userAt: user } = context;
  const { first, count } = cohortSlice(pool, 'honest');
  const wanted = Math.min(count, Number(sample));
  if (!(wanted >= 1) || !(Number(rate) > 0)) throw new UsageError(['--sample and --rate take numbers above 0.']);
  const indexes = Array.from({ length: wanted }, (_, i) => first + Math.floor((i * count) / wanted));
  const graph = await graphOf(context).catch((error: unknown) => {
    if (error instanceof UsageError) return undefined;
    throw error;
  });
  const checked = await checkUsers({ indexes, userAt: user, settings, provider, perSecond: Number(rate), graph });
  const counts = new Map<string, number>();
  for (const { index, result, detail } of checked) {
    counts.set(result, (counts.get(result) ?? 0) + 1);
    if (result !== 'signs in') console.log(`  user ${index} (${user(index).username}) ${result} ${detail}`.trimEnd());
  }
  console.log(Array.from(counts, ([result, number]) => `${number} of ${checked.length}: ${result}`).join('\n'));
  if (counts.get('signs in') === checked.length) return 0;
  return (counts.get('signs in') ?? 0) + (counts.get('is unclear') ?? 0) === checked.length ? 3 : 1;
}
