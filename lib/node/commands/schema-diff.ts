import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../core/usage-error.js';
import { ROOT } from '../paths.js';
import { diffProvider } from '../schema-diff/diff.js';
import { git, startOf } from '../schema-diff/git.js';
import type { Effect } from '../schema-diff/judge.js';
import { annotate, printDiff } from '../schema-diff/print.js';

const ORDER: Record<Effect, number> = { breaking: 0, 'cannot tell': 1, compatible: 2 };

/** @throws UsageError with what is in the way: the commit, its history, or git itself */
function checkCommit(ref: string): void {
  if (git(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]).status === 0) return;
  const { error, status, stdout, stderr } = git(['rev-parse', '--is-shallow-repository']);
  if (error) throw new UsageError([`git cannot be started (${error.message}): schema-diff reads the old schemas with it.`]);
  if (status !== 0)
    throw new UsageError([
      `git does not read ${ROOT}: ${stderr
        .trim()
        .split(/\s*\n\s*/)
        .join(' ')}`,
    ]);
  const advice =
    stdout.trim() === 'true'
      ? 'this clone is shallow: fetch more of its history (git fetch --unshallow, or fetch-depth: 0 in CI)'
      : 'name a commit, branch or tag, such as main or HEAD~1';
  throw new UsageError([`there is no commit "${ref}" in this clone: ${advice}.`]);
}

/**
 * Judges the change of schemas/ since a commit, for those who read the answers.
 *
 * @returns 1 where a change breaks readers or nothing shows that it does not, else 0
 * @throws UsageError where git does not know the commit, or a schema is no JSON
 */
export function schemaDiffCommand(ref: string): number {
  checkCommit(ref);
  const start = startOf(ref);
  const providers = readdirSync(join(ROOT, 'schemas')).filter((name) => existsSync(join(ROOT, 'schemas', name, 'contract.json')));
  let stopped = false;
  for (const provider of providers) {
    const result = diffProvider(start, provider);
    result.rows.sort((a, b) => ORDER[a.effect] - ORDER[b.effect]);
    printDiff(provider, result);
    if (process.env.GITHUB_ACTIONS === 'true') for (const row of result.rows) annotate(provider, row);
    const narrowedAway = result.replayed.some(({ before, after }) => before && !after);
    stopped ||= narrowedAway || result.rows.some(({ effect }) => effect !== 'compatible');
  }
  console.log(stopped ? 'readers must expect what they did not before, or may have to' : 'nothing that readers must expect anew');
  return stopped ? 1 : 0;
}
