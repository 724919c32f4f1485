import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { UsageError } from '../../core/usage-error.js';
import { ROOT } from '../paths.js';
import { type Schema, withoutRules } from '../schema-diff/changes.js';
import { type CorpusEntry, type Effect, judgeResponses, judgeSchemas, type Replayed, type Row, replay } from '../schema-diff/judge.js';

const NO_SCHEMAS = ['contract.json', 'deviations.json', 'shapes.lock.json', 'corpus.json'];
const ORDER: Record<Effect, number> = { breaking: 0, 'cannot tell': 1, compatible: 2 };

function git(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64_000_000 });
  if (status !== 0) throw new UsageError([`git ${args.join(' ')}: ${stderr.trim()}`]);
  return stdout;
}

function parse(path: string, text: string): Record<string, never> {
  try {
    return JSON.parse(text) as Record<string, never>;
  } catch (error) {
    throw new UsageError([`${path} is no JSON: ${(error as Error).message}`]);
  }
}

/** The JSON files of a provider by name, at a commit. */
function filesAt(ref: string, provider: string): Record<string, Record<string, never>> {
  const folder = `schemas/${provider}/`;
  const paths = git('ls-tree', '-r', '--name-only', ref, '--', folder).split('\n').filter(Boolean);
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length), parse(`${ref}:${path}`, git('show', `${ref}:${path}`))]));
}

function filesNow(provider: string): Record<string, Record<string, never>> {
  const folder = join(ROOT, 'schemas', provider);
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return Object.fromEntries(names.map((name) => [name, parse(join(folder, name), readFileSync(join(folder, name), 'utf8'))]));
}

function schemasOf(files: Record<string, unknown>): Record<string, Schema> {
  const excused = ((files['deviations.json'] ?? []) as { rule: string }[]).map(({ rule }) => rule);
  const entries = Object.entries(files).filter(([name]) => !NO_SCHEMAS.includes(name));
  return Object.fromEntries(entries.map(([name, schema]) => [name.replace(/\.json$/, ''), withoutRules(schema as Schema, excused)]));
}

function diffProvider(ref: string, provider: string): { rows: Row[]; replayed: Replayed[] } {
  const [before, after] = [filesAt(ref, provider), filesNow(provider)];
  const [old, now] = [schemasOf(before), schemasOf(after)];
  const corpus = (after['corpus.json'] ?? []) as unknown as CorpusEntry[];
  const rows = Object.keys({ ...old, ...now }).flatMap((name): Row[] => {
    const [was, is] = [old[name], now[name]];
    const about = corpus.filter(({ schema }) => schema === name).map(({ value }) => value);
    if (was && is) return judgeSchemas(name, was, is, about);
    const id = was ? 'schema-removed' : 'schema-added';
    return [
      { id, effect: was ? 'cannot tell' : 'compatible', schema: name, pointer: '/', before: was && 'a schema', after: is && 'a schema' },
    ];
  });
  const responses = judgeResponses(before['contract.json']?.responses ?? {}, after['contract.json']?.responses ?? {});
  return { rows: [...rows, ...responses], replayed: replay(corpus, old, now) };
}

function cut(value: unknown, length: number): string {
  const text = value === undefined ? '-' : JSON.stringify(value);
  return text.length > length ? `${text.slice(0, length)}...` : text;
}

function print(provider: string, { rows, replayed }: { rows: Row[]; replayed: Replayed[] }): void {
  const differing = replayed.filter(({ before, after }) => before !== after);
  if (rows.length > 0) {
    const table = new Table({ head: ['effect', 'id', 'schema', 'pointer', 'before', 'after'], style: { head: [], border: [] } });
    for (const row of rows) table.push([row.effect, row.id, row.schema, row.pointer, cut(row.before, 30), cut(row.after, 30)]);
    console.log(`${provider}\n${table.toString()}`);
  }
  for (const row of rows.filter(({ example }) => example !== undefined))
    console.log(`  ${row.id} ${row.schema}${row.pointer}: for example ${cut(row.example, 400)}`);
  console.log(
    `${provider}: ${rows.length} changes; ${replayed.length} answers of the corpus replayed, ${differing.length} judged otherwise`,
  );
  for (const { schema, source, before, after } of differing)
    console.log(`  ${source} (${schema}): ${before ? 'taken' : 'refused'} before, ${after ? 'taken' : 'refused'} now`);
}

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
    print(provider, result);
    const narrowedAway = result.replayed.some(({ before, after }) => before && !after);
    stopped ||= narrowedAway || result.rows.some(({ effect }) => effect !== 'compatible');
  }
  return stopped ? 1 : 0;
}
