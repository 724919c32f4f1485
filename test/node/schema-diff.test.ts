import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import type { Deviation } from '../../lib/core/contract/types.js';
import { type Schema, withoutRules } from '../../lib/node/schema-diff/changes.js';
import { judgeDeviations } from '../../lib/node/schema-diff/deviations.js';
import { git, startOf } from '../../lib/node/schema-diff/git.js';
import { type CorpusEntry, judgeParts, judgeResponses, judgeSchemas, replay } from '../../lib/node/schema-diff/judge.js';
import { judgeRules } from '../../lib/node/schema-diff/rules.js';
import { REGISTER } from '../contract-harness.js';

const SCHEMA: Schema = {
  type: 'object',
  required: ['a', 'b'],
  additionalProperties: false,
  properties: {
    a: { type: 'string', pattern: '^[a-z]+$', minLength: 2 },
    b: { type: 'integer', minimum: 1, maximum: 86_400 },
    c: { enum: ['x', 'y'] },
    d: { type: 'array', items: { type: 'string' }, minItems: 1 },
    e: { type: 'string' },
  },
};
const CORPUS = [{ a: 'abc', b: 3600, c: 'x', d: ['one'] }];

function changed(path: string[], value: unknown): Schema {
  const copy = structuredClone(SCHEMA);
  let place = copy as Record<string, unknown>;
  for (const step of path.slice(0, -1)) place = place[step] as Record<string, unknown>;
  if (value === undefined) delete place[path.at(-1) as string];
  else place[path.at(-1) as string] = value;
  return copy;
}

describe('a change is judged by an example that shows it', () => {
  test.each<[string, string[], unknown, string, string]>([
    ['a member that may be missing now', ['required'], ['a'], 'required-widened', 'breaking'],
    ['a member that must be there now', ['required'], ['a', 'b', 'c'], 'required-narrowed', 'compatible'],
    ['a type more', ['properties', 'b', 'type'], ['integer', 'string'], 'type-widened', 'breaking'],
    ['another type', ['properties', 'b', 'type'], 'string', 'type-changed', 'breaking'],
    ['a value more', ['properties', 'c', 'enum'], ['x', 'y', 'z'], 'enum-widened', 'breaking'],
    ['a value less', ['properties', 'c', 'enum'], ['x'], 'enum-narrowed', 'compatible'],
    ['a higher maximum', ['properties', 'b', 'maximum'], 99_999_999, 'maximum-widened', 'breaking'],
    ['a lower maximum', ['properties', 'b', 'maximum'], 3_600, 'maximum-narrowed', 'compatible'],
    ['no minimum', ['properties', 'b', 'minimum'], undefined, 'minimum-widened', 'breaking'],
    ['members that nobody knows', ['additionalProperties'], undefined, 'additionalProperties-widened', 'breaking'],
    ['no pattern', ['properties', 'a', 'pattern'], undefined, 'pattern-widened', 'breaking'],
    ['a pattern that nothing known shows', ['properties', 'a', 'pattern'], '^[a-z]+(QQ7)?$', 'pattern-unclear', 'cannot tell'],
    ['a pattern where there was none', ['properties', 'e', 'pattern'], '^[a-z]*$', 'pattern-narrowed', 'compatible'],
    ['other items', ['properties', 'd', 'items', 'type'], 'integer', 'type-changed', 'breaking'],
    ['a member that is gone', ['properties', 'c'], undefined, 'properties-narrowed', 'compatible'],
  ])('%s', (_, path, value, id, effect) => {
    const [row, ...more] = judgeSchemas('s', SCHEMA, changed(path, value), CORPUS);
    expect([row?.id, row?.effect, more]).toEqual([id, effect, []]);
    if (effect !== 'cannot tell') expect(row).toHaveProperty('example');
  });
});

test.each<[string, string | undefined, string | undefined, string[]]>([
  ['a new deviation', undefined, '2027-01-01', ['deviation-added breaking']],
  ['a deviation that is gone', '2027-01-01', undefined, ['deviation-removed compatible']],
  ['a later date', '2027-01-01', '2028-01-01', ['deviation-longer compatible']],
  ['an earlier date', '2028-01-01', '2027-01-01', ['deviation-shorter compatible']],
  ['a later date, where it had expired', '2026-01-01', '2028-01-01', ['deviation-renewed breaking']],
  ['the same date', '2027-01-01', '2027-01-01', []],
])('%s in the register is judged', (_, before, after, rows) => {
  const register = (expires: string | undefined): Deviation[] =>
    expires === undefined ? [] : [{ rule: 'token.token-type', reason: 'a', source: 'b', expires }];
  expect(judgeDeviations(register(before), register(after), '2026-06-01').map(({ id, effect }) => `${id} ${effect}`)).toEqual(rows);
});

test.each<[string, string[] | undefined, string[] | undefined, string[]]>([
  ['fewer cases', ['a', 'b'], ['a'], ['deviation-removed compatible']],
  ['one case in place of all', undefined, ['a'], ['deviation-removed compatible']],
  ['cases in another order', ['a', 'b'], ['b', 'a'], []],
  ['all cases in place of one', ['a'], undefined, ['deviation-added breaking']],
  ['one case more', ['a'], ['a', 'b'], ['deviation-added breaking']],
])('an entry for %s is judged', (_, before, after, rows) => {
  const register = (cases: string[] | undefined): Deviation[] => [
    { rule: 'token.token-type', reason: 'a', source: 'b', expires: '2027-01-01', ...(cases && { cases }) },
  ];
  expect(judgeDeviations(register(before), register(after), '2026-06-01').map(({ id, effect }) => `${id} ${effect}`)).toEqual(rows);
});

test.each<[string, Schema, Schema, string]>([
  [
    'another choice',
    { anyOf: [{ type: 'integer', minimum: 1 }] },
    {
      anyOf: [
        { type: 'integer', minimum: 60 },
        { type: 'string', pattern: '^PT..S$' },
      ],
    },
    'cannot tell',
  ],
  ['a choice less', { anyOf: [{ type: 'integer' }, { type: 'string' }] }, { anyOf: [{ type: 'string' }] }, 'compatible'],
  ['a demand more', { allOf: [{ minLength: 1 }] }, { allOf: [{ minLength: 1 }, { maxLength: 2 }] }, 'compatible'],
])('%s where there was one is told to be narrower only where it must be', (_, before, after, effect) => {
  const within = (schema: Schema) => ({ ...SCHEMA, properties: { ...(SCHEMA.properties as Schema), e: schema } });
  const corpus = [...CORPUS, { ...CORPUS[0], e: 'abcdef' }, { ...CORPUS[0], e: 30 }];
  const effects = judgeSchemas('s', within(before), within(after), corpus).map((row) => row.effect);
  expect(effects).toEqual([effect]);
});

test('of two changes each is judged alone', () => {
  const both = { ...changed(['properties', 'b', 'maximum'], 99_999_999), required: ['a', 'b', 'c'] };
  expect(
    judgeSchemas('s', SCHEMA, both, CORPUS)
      .map(({ id }) => id)
      .sort(),
  ).toEqual(['maximum-widened', 'required-narrowed']);
});

test('an annotation is no change', () => {
  expect(judgeSchemas('s', SCHEMA, { ...SCHEMA, title: 'other', rule: 'a.b' }, CORPUS)).toEqual([]);
});

const ruled = (root: string, member: string): Schema => ({ rule: root, properties: { alg: { rule: member, const: 'RS256' }, kid: {} } });
const EXCUSED: Deviation[] = [{ rule: 'http.pragma', reason: 'a', source: 'b', expires: '2030-01-01' }];

test.each<[string, Schema, string[]]>([
  ['another failure', ruled('token.body', 'jwt.known-key'), ['compatible rule-moved /properties/alg']],
  ['a warning', ruled('token.body', 'http.pragma'), ['breaking rule-weakened /properties/alg']],
  ['a rule that is excused', ruled('token.body', 'http.status'), ['breaking rule-weakened /properties/alg']],
  [
    'nothing of its own, in a schema that is a failure',
    { ...ruled('token.body', 'jwt.alg'), rule: 'http.pragma' },
    ['breaking rule-weakened /'],
  ],
  ['the same', ruled('token.body', 'jwt.alg'), []],
])('a subschema that stands for %s now is judged', (_, after, rows) => {
  const register = [...EXCUSED, { ...(EXCUSED[0] as Deviation), rule: 'http.status' as const }];
  const judged = judgeRules('s', ruled('token.body', 'jwt.alg'), after, register, register);
  expect(judged.map(({ effect, id, pointer }) => `${effect} ${id} ${pointer}`)).toEqual(rows);
});

const listed = (...allOf: Schema[]): Schema => ({ rule: 'token.body', properties: { e: { allOf } } });
const [ONE, TWO] = [
  { rule: 'jwt.alg', minLength: 1 },
  { rule: 'http.pragma', pattern: 'a' },
];

test.each<[string, Schema, string[]]>([
  ['in another order', listed(TWO, ONE), []],
  ['behind a new one', listed({ rule: 'http.pragma', maxLength: 9 }, ONE, TWO), []],
  ['with one that is a warning now', listed({ ...ONE, rule: 'http.pragma' }, TWO), ['breaking rule-weakened']],
])('the rules of a list %s are judged by what they stand beside', (_, after, rows) => {
  expect(judgeRules('s', listed(ONE, TWO), after, [], []).map(({ effect, id }) => `${effect} ${id}`)).toEqual(rows);
});

test('a rule that is excused in single cases is a failure in all others', () => {
  const cases = EXCUSED.map((entry) => ({ ...entry, rule: 'http.status' as const, cases: ['get'] }));
  const [row] = judgeRules('s', ruled('token.body', 'jwt.alg'), ruled('token.body', 'http.status'), cases, cases);
  expect(row?.effect).toBe('compatible');
});

test('a part of the answer that is held to nothing any more may hold anything', () => {
  const rows = judgeParts({ header: 'a', id_token: 'b' }, { id_token: 'c', access_token: 'd' });
  expect(rows.map(({ id, effect, pointer }) => `${effect} ${id} ${pointer}`)).toEqual([
    'breaking part-removed /parts/header',
    'cannot tell part-changed /parts/id_token',
    'compatible part-added /parts/access_token',
  ]);
});

test('a member that need not be there any more is told beside one that must be there now', () => {
  const rows = judgeSchemas('s', SCHEMA, { ...SCHEMA, required: ['b', 'c'] }, CORPUS);
  expect(rows.map(({ id, effect }) => `${effect} ${id}`)).toEqual(['breaking required-widened', 'compatible required-narrowed']);
});

test.each<[string, (schema: Schema) => Schema]>([
  ['the order of lists', (schema) => ({ ...schema, required: ['b', 'a'], allOf: [{ minProperties: 1 }, { maxProperties: 9 }] })],
  ['an example', (schema) => ({ ...schema, allOf: [{ maxProperties: 9 }, { minProperties: 1 }], examples: [1], deprecated: false })],
])('%s is no change', (_, change) => {
  const before = { ...SCHEMA, allOf: [{ maxProperties: 9 }, { minProperties: 1 }] };
  expect(judgeSchemas('s', before, change(before), CORPUS)).toEqual([]);
});

test('a piece that is referred to is judged with what refers to it', () => {
  const properties = { ...(SCHEMA.properties as Schema), b: { $ref: '#/$defs/b' } };
  const rows = judgeSchemas('s', SCHEMA, { ...SCHEMA, $defs: { b: { type: 'integer' } }, properties }, CORPUS);
  expect(rows.some(({ effect }) => effect === 'breaking')).toBe(true);
});

test('another pattern in a list of another length is not told to be narrower', () => {
  const list = (...allOf: Schema[]) => ({ ...SCHEMA, properties: { ...(SCHEMA.properties as Schema), e: { type: 'string', allOf } } });
  const [row] = judgeSchemas(
    's',
    list({ pattern: '^[a-z]*$' }, { maxLength: 9 }),
    list({ pattern: '^[a-z]*(QQ7)?$', maxLength: 8 }),
    CORPUS,
  );
  expect(row?.effect).toBe('cannot tell');
});

test('a new status must be expected, one less need not be', () => {
  const rows = judgeResponses({ refresh: { '200': 'a', '400': 'b' } }, { refresh: { '200': 'a', '401': 'b' } });
  expect(rows.map(({ id, effect, pointer }) => `${effect} ${id} ${pointer}`).sort()).toEqual([
    'breaking status-widened /responses/refresh/401',
    'compatible status-narrowed /responses/refresh/400',
  ]);
});

test.each(['b2c', 'rfc6749'])('every answer in the corpus of %s keeps its schema, and the corpus covers all schemas', (provider) => {
  const folder = fileURLToPath(new URL(`../../schemas/${provider}/`, import.meta.url));
  const read = (name: string) => JSON.parse(readFileSync(folder + name, 'utf8'));
  const names = readdirSync(folder).filter((name) => !/^(contract|deviations|corpus|shapes\.lock)\.json$/.test(name));
  const excused = REGISTER.map(({ rule }) => rule);
  const schemas = Object.fromEntries(names.map((name) => [name.replace('.json', ''), withoutRules(read(name), excused)]));
  const corpus = read('corpus.json') as CorpusEntry[];
  expect(replay(corpus, schemas, schemas).filter(({ after }) => !after)).toEqual([]);
  expect(new Set(corpus.map(({ schema }) => schema))).toEqual(new Set(Object.keys(schemas)));
});

test('the schemas of the reports are schemas', () => {
  const folder = fileURLToPath(new URL('../../schemas/report/', import.meta.url));
  for (const name of readdirSync(folder))
    expect(
      new Ajv2020({ strict: false, validateFormats: false }).validateSchema(JSON.parse(readFileSync(folder + name, 'utf8'))),
      name,
    ).toBe(true);
});

test('a branch is held to where it left the other one, not to what was changed there since', () => {
  const folder = mkdtempSync(join(tmpdir(), 'k6-ropc-git-'));
  const commit = (message: string) =>
    git(['-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-q', '--allow-empty', '-m', message], folder);
  const head = () => git(['rev-parse', 'HEAD'], folder).stdout.trim();
  git(['init', '-q', '-b', 'main'], folder);
  commit('first');
  const left = head();
  git(['checkout', '-q', '-b', 'branch'], folder);
  commit('on the branch');
  git(['checkout', '-q', 'main'], folder);
  commit('on main');
  git(['checkout', '-q', 'branch'], folder);
  expect([startOf('main', folder), startOf('HEAD', folder), startOf('nowhere', folder)]).toEqual([left, head(), 'nowhere']);
});
