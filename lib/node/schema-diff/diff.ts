import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Deviation } from '../../core/contract/types.js';
import { UsageError } from '../../core/usage-error.js';
import { ROOT } from '../paths.js';
import { type Schema, withoutRules } from './changes.js';
import { judgeDeviations } from './deviations.js';
import { git } from './git.js';
import { type CorpusEntry, judgeParts, judgeResponses, judgeSchemas, type Replayed, type Row, replay } from './judge.js';
import { judgeRules } from './rules.js';

const NO_SCHEMAS = ['contract.json', 'deviations.json', 'shapes.lock.json', 'corpus.json'];

function read(...args: string[]): string {
  const { status, stdout, stderr } = git(args);
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
  const paths = read('ls-tree', '-r', '--name-only', ref, '--', folder).split('\n').filter(Boolean);
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length), parse(`${ref}:${path}`, read('show', `${ref}:${path}`))]));
}

function filesNow(provider: string): Record<string, Record<string, never>> {
  const folder = join(ROOT, 'schemas', provider);
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return Object.fromEntries(names.map((name) => [name, parse(join(folder, name), readFileSync(join(folder, name), 'utf8'))]));
}

const today = (): string => new Date().toISOString().slice(0, 10);

type Files = Record<string, unknown>;

const registerOf = (files: Files) => (files['deviations.json'] ?? []) as Deviation[];

/** @param excused rules that no answer is held to */
function schemasOf(files: Files, excused: readonly string[]): Record<string, Schema> {
  const entries = Object.entries(files).filter(([name]) => !NO_SCHEMAS.includes(name));
  return Object.fromEntries(entries.map(([name, schema]) => [name.replace(/\.json$/, ''), withoutRules(schema as Schema, excused)]));
}

type Schemas = Record<string, Schema>;

function diffSchemas(old: Schemas, now: Schemas, corpus: readonly CorpusEntry[]): Row[] {
  return Object.keys({ ...old, ...now }).flatMap((name): Row[] => {
    const [was, is] = [old[name], now[name]];
    const about = corpus.filter(({ schema }) => schema === name).map(({ value }) => value);
    if (was && is) return judgeSchemas(name, was, is, about);
    const id = was ? 'schema-removed' : 'schema-added';
    return [
      { id, effect: was ? 'cannot tell' : 'compatible', schema: name, pointer: '/', before: was && 'a schema', after: is && 'a schema' },
    ];
  });
}

/** What changed in a provider's schemas. */
export interface Diff {
  rows: Row[];
  replayed: Replayed[];
  /** Changes of rules that the register excuses. */
  excused: number;
  /** Whether the shape lock is another one. */
  lockChanged: boolean;
}

/**
 * Compares a provider's schemas with those of a commit.
 *
 * @throws UsageError where one is no JSON
 */
export function diffProvider(ref: string, provider: string): Diff {
  const [before, after] = [filesAt(ref, provider), filesNow(provider)];
  // Of both: that an entry came or went is a change of its own.
  const day = today();
  const [was, is] = [before, after].map((files) => registerOf(files).filter(({ expires }) => expires >= day)) as [Deviation[], Deviation[]];
  const excused = [...was, ...is].filter(({ cases }) => cases === undefined).map(({ rule }) => rule);
  const [old, now] = [schemasOf(before, excused), schemasOf(after, excused)];
  const corpus = (after['corpus.json'] ?? []) as unknown as CorpusEntry[];
  const rows = diffSchemas(old, now, corpus);
  const all = diffSchemas(schemasOf(before, []), schemasOf(after, []), []);
  const responses = judgeResponses(before['contract.json']?.responses ?? {}, after['contract.json']?.responses ?? {});
  const parts = judgeParts(before['contract.json']?.parts ?? {}, after['contract.json']?.parts ?? {});
  const [wasWhole, isWhole] = [schemasOf(before, []), schemasOf(after, [])];
  const moved = Object.keys(wasWhole).flatMap((name) => {
    const [one, other] = [wasWhole[name], isWhole[name]];
    return one && other ? judgeRules(name, one, other, was, is) : [];
  });
  const lock = (files: Files) => JSON.stringify(files['shapes.lock.json']);
  return {
    rows: [...rows, ...moved, ...judgeDeviations(registerOf(before), registerOf(after), day), ...responses, ...parts],
    replayed: replay(corpus, old, now),
    excused: all.length - rows.length,
    lockChanged: lock(before) !== lock(after),
  };
}
