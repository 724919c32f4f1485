import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import type { Codec } from '../../lib/core/contract/recogniser/codec.js';
import { forget } from '../../lib/core/contract/recogniser/recogniser.js';
import { type Answer, type Asked, breaksContract } from '../../lib/core/contract/types.js';
import { b2cContract, nodePrimitives, seed, seedInspector, withClaims } from '../contract-harness.js';
import { mutate, random } from '../mutate.js';
import {
  ASKED,
  answer,
  at,
  BODY,
  bodyOf,
  CODEC,
  clockSkew,
  learnAll,
  learnedFrom,
  nodeCodec,
  openedFor,
  predicting,
  recognise,
  recogniserOf,
  somebody,
} from '../recogniser-harness.js';

const inspector = seedInspector('refresh');

test('of 100,000 mutated answers none is recognised that breaks a rule, and what is recognised is the same', () => {
  const recogniser = learnedFrom(answer(BODY));
  const next = random(20_261_124);
  const counts = { recognised: 0, right: 0, broken: 0 };
  for (let i = 0; i < 100_000; i++) {
    const mutated = answer(mutate(BODY, next, CODEC));
    const known = recognise(recogniser, ASKED, mutated);
    // Most answers take the slow path only; those that were recognised are held to it, and a share of the others for the count.
    if (!known && i % 10 !== 0) continue;
    const { findings, identity, refreshToken } = inspector.inspect(ASKED, mutated);
    if (known) {
      counts.recognised += 1;
      const { sub, oid, aud } = identity ?? {};
      expect({ ...known, text: mutated.body }).toEqual({ findings, identity: { sub, oid, aud }, refreshToken, text: mutated.body });
    } else counts[breaksContract(findings) ? 'broken' : 'right'] += 1;
  }
  expect(counts.recognised).toBeGreaterThan(20_000);
  expect(counts.broken).toBeGreaterThan(4_000);
});

test('the compiled schemas say the same as plain ajv of 100,000 mutated bodies and claims', () => {
  const plain = new Ajv2020({ allErrors: true, allowUnionTypes: true });
  plain.addKeyword('rule');
  const names = ['token-response', 'access-token', 'id-token', 'token-header', 'profile-info'];
  const read = (name: string) => JSON.parse(readFileSync(new URL(`../../schemas/b2c/${name}.json`, import.meta.url), 'utf8'));
  const validators = names.map((name) => ({ name, plain: plain.compile(read(name)), compiled: b2cContract().validators[name] }));
  const next = random(7);
  const verdicts = { valid: 0, invalid: 0 };
  for (let i = 0; i < 100_000; i++) {
    let body: Record<string, unknown>;
    try {
      body = JSON.parse(mutate(BODY, next, CODEC));
      const part = (token: unknown, at: number) => JSON.parse(CODEC.decode(String(token).split('.')[at] ?? ''));
      const { name, plain: one, compiled } = validators[i % validators.length] as (typeof validators)[number];
      const members: Record<string, unknown> = {
        'token-response': body,
        'access-token': part(body.access_token, 1),
        'id-token': part(body.id_token, 1),
        'token-header': part(body.id_token, 0),
        'profile-info': JSON.parse(CODEC.decode(String(body.profile_info))),
      };
      const valid = one(members[name]);
      verdicts[valid ? 'valid' : 'invalid'] += 1;
      if (compiled?.(members[name]) !== valid) throw new Error(`${name} disagrees on ${JSON.stringify(members[name])}`);
    } catch (error) {
      if ((error as Error).message.includes('disagrees')) throw error;
    }
  }
  expect(verdicts.valid).toBeGreaterThan(20_000);
  expect(verdicts.invalid).toBeGreaterThan(1_500);
});

const headers = answer('').headers;
const identity = { sub: 'bfd8080c-0c40-43ca-9e27-52e027225f21', oid: undefined, aud: '9c50618c-f951-49a5-bfe5-d78085121c3a' };

const NOT_RECOGNISED: [string, Answer, Partial<Asked>][] = [
  ['another content type', answer(BODY, { headers: { ...headers, 'Content-Type': 'text/html' } }), {}],
  ['another Cache-Control', answer(BODY, { headers: { ...headers, 'Cache-Control': 'private' } }), {}],
  ['another Pragma', answer(BODY, { headers: { ...headers, Pragma: 'cache' } }), {}],
  ['another status', answer(BODY, { status: 201 }), {}],
  ['a clock that is too late', answer(BODY, { at: at + 400_000 }), {}],
  ['a clock that is too early', answer(BODY, { at: at - 400_000 }), {}],
  ['a secret in it', answer({ ...BODY, refresh_token: 'a.b.Passxword1.d.e' }), {}],
  ['another user than before the refresh', answer(BODY), { before: { ...identity, sub: 'other' } }],
  ['another object than before the refresh', answer(BODY), { before: { ...identity, oid: 'other' } }],
  ['another audience than before the refresh', answer(BODY), { before: { ...identity, aud: 'other' } }],
  ['a sign-in, which was not learned', answer(BODY), { operation: 'sign-in' }],
  ['a request that must be refused', answer(BODY), { expects: 'refused' }],
  ['a contract case, whose shape is looked at', answer(BODY), { shapeKey: 'sign-in' }],
];

test.each(NOT_RECOGNISED)('an answer with %s takes the slow path, of whom is predicted, too', (_, changed, asked) => {
  for (const recogniser of [learnedFrom(answer(BODY)), predicting(answer(BODY))]) {
    expect(recognise(recogniser, { ...ASKED, before: identity }, answer(BODY))).toBeDefined();
    expect(recognise(recogniser, { ...ASKED, ...asked }, changed)).toBeUndefined();
  }
});

test('an answer that broke a rule is not learned', () => {
  const broken = answer({ ...BODY, expires_in: null });
  expect(recognise(learnedFrom(broken), ASKED, broken)).toBeUndefined();
});

const payloadOf = (member: string) =>
  String((BODY as Record<string, unknown>)[member])
    .split('.')[1]
    ?.slice(0, 20) as string;

test('what is learned holds no token and no text about a person', () => {
  const text = JSON.stringify(learnAll([answer(BODY)]));
  for (const value of [
    payloadOf('access_token'),
    payloadOf('id_token'),
    'DavidMu',
    'davidwm1030',
    'bfd8080c',
    String(seed.refresh.refresh_token).slice(0, 20),
  ])
    expect(text).not.toContain(value);
});

test('the answers of people in turn are recognised, and what is as predicted is the same as what is read', () => {
  const known = learnedFrom(answer(BODY));
  // Whoever came once is predicted from then on.
  const turns = [
    answer(BODY),
    answer(BODY),
    answer(BODY),
    somebody('Somebody With A Longer Name'),
    somebody('Ann'),
    somebody('Ann'),
    somebody('Ann'),
    somebody('Bob'),
    answer(BODY),
  ];
  for (const one of turns) {
    const inspection = recognise(known, ASKED, one);
    expect(inspection).toBeDefined();
    expect(inspection).toEqual(recognise(learnedFrom(answer(BODY)), ASKED, one));
  }
});

test('a refresh token of another length is as predicted', () => {
  const known = predicting(answer(BODY));
  for (const refreshToken of ['a.b.c.d.e', 'a.b.c.d.e', 'a.b.c.d.much-longer', 'a.b.c.d.e']) {
    const one = answer({ ...BODY, refresh_token: refreshToken });
    expect(openedFor(known, [one])).toBe(0);
    expect(recognise(known, ASKED, one)).toMatchObject({ refreshToken });
  }
});

test('an answer that was not recognised is not recognised when it comes again, and changes nothing of the next', () => {
  const known = learnedFrom(answer(BODY));
  const first = recognise(known, ASKED, answer(BODY));
  for (let i = 0; i < 3; i++) {
    expect(recognise(known, ASKED, answer(BODY))).toEqual(first);
    for (let again = 0; again < 2; again++) {
      expect(recognise(known, ASKED, somebody('a\tb'))).toBeUndefined();
      expect(recognise(known, ASKED, answer(withClaims({}, { auth_time: at + 100_000 })))).toBeUndefined();
      expect(recognise(known, ASKED, answer(withClaims({ sub: '' }, { sub: '' })))).toBeUndefined();
    }
  }
});

test('payloads that are cut at another place than they should be are not recognised', () => {
  // Whole groups of four characters, so that nothing but what stands between the payloads tells where the first one ends.
  const bodies = ['A', 'An', 'Ann'].map(bodyOf);
  const whole = bodies.find(({ access_token: token }) => (String(token).split('.')[1] as string).length % 4 === 0);
  const [head, payload, signature] = String(whole?.access_token).split('.');
  const [idHead, idPayload = '', idSignature] = String(whole?.id_token).split('.');
  const cut = (by: number) => {
    const access = `${head}.${payload}${idPayload.slice(0, by)}.${signature}`;
    const claims = { ...JSON.parse(CODEC.decode(idPayload)), at_hash: CODEC.atHash(access) };
    const id = `${idHead}.${CODEC.encode(JSON.stringify(claims)).slice(by)}.${idSignature}`;
    return answer({ ...whole, access_token: access, id_token: id });
  };
  const known = learnedFrom(answer(BODY));
  for (let i = 0; i < 2; i++) expect(recognise(known, ASKED, cut(0))).toBeDefined();
  for (const by of [1, 2, 3, 4, 8]) expect(recognise(known, ASKED, cut(by))).toBeUndefined();
});

test('an authentication that is predicted is still no later than the clock allows, where the clock went back', () => {
  const known = learnedFrom(answer(BODY));
  const ahead = withClaims({}, { auth_time: Math.floor(at / 1000) + clockSkew - 50 });
  for (let i = 0; i < 2; i++) expect(recognise(known, ASKED, answer(ahead))).toBeDefined();
  expect(breaksContract(inspector.inspect(ASKED, answer(ahead, { at: at - 100_000 })).findings)).toBe(true);
  expect(recognise(known, ASKED, answer(ahead, { at: at - 100_000 }))).toBeUndefined();
});

test('a moment of issue that is no JSON number is not recognised, of whom is predicted or not', () => {
  // Five members, in which the first time is exp of the access token.
  const { not_before: _, expires_on: __, ...body } = BODY;
  const hexadecimal = (token: unknown, change: (claims: string) => string): string => {
    const [header, payload, signature] = String(token).split('.') as [string, string, string];
    const claims = CODEC.decode(payload);
    const { exp } = JSON.parse(claims) as { exp: number };
    return `${header}.${CODEC.encode(change(claims.replace(`"exp":${exp}`, `"exp":0x${exp.toString(16)}`)))}.${signature}`;
  };
  const accessToken = hexadecimal(body.access_token, (claims) => claims);
  const idToken = hexadecimal(body.id_token, (claims) => claims.replace(/"at_hash":"[^"]*"/, `"at_hash":"${CODEC.atHash(accessToken)}"`));
  const changed = answer({ ...body, access_token: accessToken, id_token: idToken });
  expect(String(changed.body)).toHaveLength(JSON.stringify(body).length);
  for (const known of [learnedFrom(answer(body)), predicting(answer(body))]) {
    expect(recognise(known, ASKED, changed)).toBeUndefined();
    expect(recognise(known, ASKED, answer(body))).toBeDefined();
  }
});

test('whoever comes again is predicted: nothing is decoded but the claims of both tokens', () => {
  let decoded = 0;
  const codec: Codec = {
    ...nodeCodec,
    b64decode: (text) => {
      decoded += 1;
      return nodePrimitives.decode(text);
    },
  };
  const known = recogniserOf(learnAll([answer(BODY)]), { codec });
  const times = [answer(BODY), answer(BODY), answer(BODY), somebody('Ann')].map((one) => {
    decoded = 0;
    expect(recognise(known, ASKED, one)).toBeDefined();
    return decoded;
  });
  // Who is read has a profile, too, and Ann is not whom was predicted.
  expect(times).toEqual([2, 1, 1, 3]);
});

test('what reads answers is held by who signs users in, and let go by who redeems the tokens of one', () => {
  const answers = [answer(BODY), answer(BODY), somebody('Ann'), somebody('Ann')];
  const signIn: Asked = { ...ASKED, operation: 'sign-in' };
  expect(openedFor(learnedFrom(answer(BODY), signIn), answers, signIn)).toBe(1);
  // Once for each of the two.
  expect(openedFor(learnedFrom(answer(BODY)), answers)).toBe(2);
});

test('where nothing was learned nothing is recognised, until something is', () => {
  const recogniser = learnedFrom(answer(BODY));
  const { readLearned } = recogniser;
  recogniser.readLearned = () => '';
  expect(recognise(recogniser, ASKED, answer(BODY))).toBeUndefined();
  recogniser.readLearned = readLearned;
  expect(recognise(recogniser, ASKED, answer(BODY))).toBeUndefined();
  forget(recogniser);
  expect(recognise(recogniser, ASKED, answer(BODY))).toBeDefined();
});
