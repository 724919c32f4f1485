import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../core/usage-error.js';
import { ROOT } from '../paths.js';
import { diffProvider } from '../schema-diff/diff.js';
import type { Effect } from '../schema-diff/judge.js';
import { annotate, printDiff } from '../schema-diff/print.js';

const ORDER: Record<Effect, number> = { breaking: 0, 'cannot tell': 1, compatible: 2 };

/**
 * Judges the change of schemas/ since a commit, for those who read the answers.
 *
 * @returns 1 where a change breaks readers or nothing shows that it does not, else 0
 * @throws UsageError where git does not know the commit, or a schema is no JSON
 */
export function schemaDiffCommand(ref: string): number {
  if (spawnSync('git', ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`], { cwd: ROOT }).status !== 0)
    throw new UsageError([`there is no commit "${ref}" in this clone: name a commit, branch or tag, such as main or HEAD~1.`]);
  const providers = readdirSync(join(ROOT, 'schemas')).filter((name) => existsSync(join(ROOT, 'schemas', name, 'contract.json')));
  let stopped = false;
  for (const provider of providers) {
    const result = diffProvider(ref, provider);
    result.rows.sort((a, b) => ORDER[a.effect] - ORDER[b.effect]);
    printDiff(provider, result);
    if (process.env.GITHUB_ACTIONS === 'true') for (const row of result.rows) annotate(provider, row);
    const narrowedAway = result.replayed.some(({ before, after }) => before && !after);
    stopped ||= narrowedAway || result.rows.some(({ effect }) => effect !== 'compatible');
  }
  return stopped ? 1 : 0;
}
