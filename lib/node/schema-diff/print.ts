import { annotation } from '../report/annotations.js';
import { textTable } from '../terminal.js';
import type { Diff } from './diff.js';
import type { Row } from './judge.js';

const textOf = (value: unknown): string => (value === undefined ? '-' : JSON.stringify(value));

const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length)}...` : text);

/** Both texts, from shortly before the place where they differ. */
function cutBoth(one: string, other: string, length: number): [string, string] {
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  const from = Math.max(0, same - 10);
  const shown = (text: string) => cut(`${from > 0 ? '...' : ''}${text.slice(from)}`, length);
  return one.length <= length && other.length <= length ? [one, other] : [shown(one), shown(other)];
}

const several = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** What a person reads of a provider's changes. */
export function printDiff(provider: string, { rows, replayed, excused, lockChanged }: Diff): void {
  const differing = replayed.filter(({ before, after }) => before !== after);
  if (rows.length > 0) {
    const texts = rows.map((row) => [row.effect, row.id, row.schema, row.pointer, ...cutBoth(textOf(row.before), textOf(row.after), 40)]);
    console.log(`${provider}\n${textTable([['effect', 'id', 'schema', 'pointer', 'before', 'after'], ...texts])}`);
  }
  for (const row of rows.filter(({ example }) => example !== undefined))
    console.log(`  ${row.id} ${row.schema}${row.pointer}: for example ${cut(textOf(row.example), 400)}`);
  console.log(
    `${provider}: ${several(rows.length, 'change')}; ${several(replayed.length, 'answer')} of the corpus replayed, ${differing.length} judged otherwise`,
  );
  if (excused > 0)
    console.log(`  ${several(excused, 'change')} of rules that the register of deviations excuses: no answer is held to them`);
  if (lockChanged) console.log('  shapes.lock.json is another one: it holds what was seen and is not judged, so review it like code');
  for (const { schema, source, before, after } of differing)
    console.log(`  ${source} (${schema}): ${before ? 'taken' : 'refused'} before, ${after ? 'taken' : 'refused'} now`);
}

/** A GitHub workflow command for what stops a pull request. */
export function annotate(provider: string, { effect, id, schema, pointer, before, after }: Row): void {
  if (effect === 'compatible') return;
  const [was, is] = cutBoth(textOf(before), textOf(after), 100);
  const why = effect === 'breaking' ? 'readers must expect what they did not before' : 'nothing shows what it lets through';
  const text = `schemas/${provider}/${schema}.json${pointer}: ${id}, from ${was} to ${is}: ${why}`;
  console.log(annotation('error', `k6-ropc schema-diff: ${effect}`, text));
}
