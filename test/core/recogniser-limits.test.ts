// Where the fast path ends: what it must not take, at the limits, and what it takes at what cost.
import { expect, test } from 'vitest';
import type { Codec } from '../../lib/core/contract/recogniser/codec.js';
import { answersOf } from '../../lib/core/contract/recogniser/learned-answer.js';
import { forget } from '../../lib/core/contract/recogniser/recogniser.js';
import { type Answer, breaksContract } from '../../lib/core/contract/types.js';
import { nodePrimitives, SEED_TOKENS, seedInspector, withClaims } from '../contract-harness.js';
import {
  ASKED,
  answer,
  BODY,
  bodyOf,
  CODEC,
  learnAll,
  learnedFrom,
  nodeCodec,
  openedFor,
  predicting,
  recognise,
  recogniserOf,
  somebody,
} from '../recogniser-harness.js';

const ISSUED = 1_533_672_990_000;
const { at: _, ...EXPECTED } = SEED_TOKENS.refresh;

test.each([0.5, 1.5, 300])(
  'around the limits of a clock skew of %s s it says the same as the whole contract, ten times a second',
  (skew) => {
    const inspector = seedInspector('refresh', { expected: { ...EXPECTED, clockSkew: skew } });
    const learned = learnAll([answer(BODY, { at: ISSUED })], ASKED, inspector, skew);
    const recognisers = [
      recogniserOf(learned, { clockSkew: skew }),
      predicting(answer(BODY, { at: ISSUED }), recogniserOf(learned, { clockSkew: skew })),
    ];
    const verdicts = new Set<boolean>();
    for (const limit of [-skew, skew]) {
      for (let ms = -2_500; ms <= 2_500; ms += 100) {
        const one = answer(BODY, { at: ISSUED + limit * 1_000 + ms });
        const right = !breaksContract(inspector.inspect(ASKED, one).findings);
        verdicts.add(right);
        for (const recogniser of recognisers) expect([ms, recognise(recogniser, ASKED, one) !== undefined]).toEqual([ms, right]);
      }
    }
    expect(verdicts.size).toBe(2);
  },
);

const SIGNED: [string, (signature: string) => string][] = [
  ['a dot', (signature) => `${signature.slice(0, 9)}.${signature.slice(10)}`],
  ['a space', (signature) => `${signature.slice(0, 9)} ${signature.slice(10)}`],
  ['a letter that is no ASCII', (signature) => `${signature.slice(0, 9)}\u00e9${signature.slice(10)}`],
];

test.each(SIGNED)('%s in a signature is for the slow path, of whom is predicted, too', (_, change) => {
  const resign = (token: unknown): string => {
    const [header, payload, signature = ''] = String(token).split('.');
    return `${header}.${payload}.${change(signature)}`;
  };
  const accessToken = resign(BODY.access_token);
  const { id_token } = withClaims({}, { at_hash: CODEC.atHash(accessToken) });
  for (const changed of [
    { ...BODY, access_token: accessToken, id_token },
    { ...BODY, id_token: resign(BODY.id_token) },
  ])
    for (const recogniser of [learnedFrom(answer(BODY)), predicting(answer(BODY))])
      expect(recognise(recogniser, ASKED, answer(changed))).toBeUndefined();
});

const idPayload = String(BODY.id_token).split('.')[1] as string;
const PAYLOADS = ['access_token', 'id_token', 'profile_info'].map((name) =>
  String(BODY[name])
    .split('.')
    .at(name === 'profile_info' ? 0 : 1),
);

test.each(['\n', '\r'].flatMap((lineBreak) => PAYLOADS.map((payload) => [lineBreak, payload as string] as const)))(
  'a line break (%j) in a payload is for the slow path, though k6 decodes it (%.6s)',
  (lineBreak, payload) => {
    const codec: Codec = { ...nodeCodec, b64decode: (text) => nodePrimitives.decode(text.replace(/[\r\n]/g, '')) };
    const text = JSON.stringify(BODY);
    const inside = text.indexOf(payload) + 20;
    const broken = answer(text.slice(0, inside) + lineBreak + text.slice(inside));
    for (const recogniser of [recogniserOf(learnAll([answer(BODY)]), { codec }), predicting(answer(BODY))]) {
      recogniser.codec = codec;
      expect(recognise(recogniser, ASKED, broken)).toBeUndefined();
    }
  },
);

/** The same answer with its claims, or the header of its access token, told otherwise, and an at_hash that is right. */
function retold(body: Record<string, unknown>, change: (text: string) => string, changeHeader = (text: string) => text): Answer {
  const told = (text: string) => CODEC.encode(change(CODEC.decode(text)));
  const [header, payload, signature] = String(body.access_token).split('.') as [string, string, string];
  const access = `${CODEC.encode(changeHeader(CODEC.decode(header)))}.${told(payload)}.${signature}`;
  const [idHeader, claims, idSignature] = String(body.id_token).split('.') as [string, string, string];
  const hashed = CODEC.decode(claims).replace(/"at_hash":"[^"]*"/, `"at_hash":"${CODEC.atHash(access)}"`);
  const id = `${idHeader}.${CODEC.encode(change(hashed))}.${idSignature}`;
  return answer({ ...body, access_token: access, id_token: id, profile_info: told(String(body.profile_info)) });
}

test.each(['\x01', '\x1f', '\\', '"', '\uFFFD'])('a name with %j in it is for the slow path', (letter) => {
  const body = bodyOf('Q~Q');
  const changed = retold(body, (text) => text.replaceAll('Q~Q', `Q${letter}Q`));
  for (const recogniser of [learnedFrom(answer(body)), predicting(answer(body))]) {
    expect(
      recognise(
        recogniser,
        ASKED,
        retold(body, (text) => text.replaceAll('Q~Q', 'Q-Q')),
      ),
    ).toBeDefined();
    expect(recognise(recogniser, ASKED, changed)).toBeUndefined();
  }
});

test('a key of another name in the access token alone is for the slow path', () => {
  const changed = retold(
    BODY,
    (text) => text,
    (header) => header.replace(/"kid":"./, '"kid":"_'),
  );
  for (const recogniser of [learnedFrom(answer(BODY)), predicting(answer(BODY))])
    expect(recognise(recogniser, ASKED, changed)).toBeUndefined();
});

const FIXED = {
  iss: 'https://issuer.example/',
  aud: 'another',
  azp: 'another',
  ver: '2.0',
  tfp: 'B2C_1_Other',
  acr: 'b2c_1_other',
  idp: 'Other',
  scp: 'all',
};

test.each(Object.entries(FIXED))('a claim that is about no person is the same in everybody, %s too', (claim, other) => {
  const { policy } = EXPECTED;
  const [access, id] = [
    { scp: 'read', acr: policy },
    { azp: EXPECTED.clientId, scp: 'read', acr: policy },
  ];
  const first = answer(withClaims(access, id));
  const changed = answer(withClaims({ ...access, [claim]: other }, { ...id, [claim]: other }));
  for (const recogniser of [learnedFrom(first), predicting(first)]) {
    expect(recognise(recogniser, ASKED, first)).toBeDefined();
    expect(recognise(recogniser, ASKED, changed)).toBeUndefined();
  }
});

const AUTH_TIME = Number(/"auth_time":(\d+)/.exec(CODEC.decode(idPayload))?.[1]);

test.each([`0x${AUTH_TIME.toString(16)}`, `${AUTH_TIME}.0`, `${AUTH_TIME - 1}.5`, '0', '-1'])(
  'an authentication at %s is for the slow path',
  (time) => {
    const [header, payload, signature] = String(BODY.id_token).split('.') as [string, string, string];
    const claims = CODEC.decode(payload).replace(/"auth_time":\d+/, `"auth_time":${time}`);
    const changed = answer({ ...BODY, id_token: `${header}.${CODEC.encode(claims)}.${signature}` });
    expect(recognise(learnedFrom(answer(BODY)), ASKED, changed)).toBeUndefined();
  },
);

test('several forms of an answer are known side by side, but four at most', () => {
  const forms = Array.from({ length: 5 }, (_, i) => answer({ ...BODY, ext_expires_in: 3_600 + i }));
  const recogniser = recogniserOf(learnAll(forms));
  const known = forms.map((form) => recognise(recogniser, ASKED, form) !== undefined);
  expect(known).toEqual([true, true, true, true, false]);
});

test('two forms in turn, and a claim that is new each time, do not open what reads answers each time', () => {
  const forms = [answer(BODY), answer({ ...BODY, ext_expires_in: 3_600 })];
  const turns = Array.from({ length: 20 }, (_, i) => forms[i % 2] as Answer);
  expect(openedFor(recogniserOf(learnAll(forms)), turns)).toBe(2);
  const withId = (i: number) => answer(withClaims({ jti: `a-${i}-b` }, { jti: `a-${i}-b` }));
  const recogniser = learnedFrom(withId(0));
  expect(
    openedFor(
      recogniser,
      Array.from({ length: 20 }, (_, i) => withId(i)),
    ),
  ).toBe(2);
  // Whoever is as predicted again lets go.
  expect(openedFor(recogniser, [withId(19)])).toBe(0);
  expect(recogniser.reader).toBeUndefined();
});

test('an answer without a refresh token is predicted, too', () => {
  const { refresh_token: _, refresh_token_expires_in: __, ...body } = BODY;
  const inspector = seedInspector('refresh', { tokens: { accessToken: 'required', idToken: 'required', refreshToken: 'optional' } });
  const recogniser = recogniserOf(learnAll([answer(body)], ASKED, inspector));
  expect(openedFor(recogniser, [answer(body), answer(body), answer(body)])).toBe(1);
  expect(recognise(recogniser, ASKED, answer({ ...body, refresh_token: 'a.b.c.d.e' }))).toBeUndefined();
});

test('of an answer that was not recognised nothing is kept', () => {
  const recogniser = predicting(answer(BODY));
  expect(recognise(recogniser, ASKED, somebody('a\tb'))).toBeUndefined();
  expect(recogniser.next?.values.slice(1, 9).every((value) => value === '')).toBe(true);
});

const withProfile = (change: Record<string, unknown>): Record<string, unknown> => ({
  ...BODY,
  profile_info: CODEC.encode(JSON.stringify({ ...JSON.parse(CODEC.decode(String(BODY.profile_info))), ...change })),
});
const CLIENT_INFO = CODEC.encode('{"uid":"somebody@example.com"}');

test.each<[string, Record<string, unknown>]>([
  ['a member that looks like a token', { ...BODY, client_info: CLIENT_INFO }],
  ['a member that is a text', { ...BODY, username: 'David' }],
  ['a member that is an object', { ...BODY, user: { id: 'somebody' } }],
  [
    'other addresses in one token than in the other',
    withClaims({ emails: ['a@b.example', 'c@d.example'] }, { emails: ['c@d.example', 'a@b.example'] }),
  ],
  ['a name in profile_info that the tokens have otherwise', withProfile({ name: '' })],
])('an answer with %s is not learned', (_, body) => {
  expect(breaksContract(seedInspector('refresh').inspect(ASKED, answer(body)).findings)).toBe(false);
  expect(learnAll([answer(body)])).toBe('');
});

test('texts about the person in profile_info are no part of what is learned', () => {
  const profile = { ...JSON.parse(CODEC.decode(String(BODY.profile_info))), preferred_username: 'somebody@example.com' };
  const body = { ...BODY, profile_info: CODEC.encode(JSON.stringify(profile)) };
  const learned = learnAll([answer(body)]);
  expect(answersOf(learned, 'refresh')).toHaveLength(1);
  expect(learned).not.toContain('somebody@example.com');
  expect(recognise(recogniserOf(learned), ASKED, answer(body))).toBeDefined();
});

test('an id that only profile_info has is nobody', () => {
  const one = answer(withProfile({ oid: 'an-object' }));
  const { sub, oid, aud } = seedInspector('refresh').inspect(ASKED, one).identity ?? {};
  expect(oid).toBeUndefined();
  expect(recognise(learnedFrom(one), ASKED, one)?.identity).toEqual({ sub, oid, aud });
});

test('an answer that does not fit its own template is learned once', () => {
  const one = answer(withClaims({ city: '' }, { city: '' }));
  expect(recognise(learnedFrom(one), ASKED, one)).toBeUndefined();
  expect(answersOf(learnAll([one, one, answer(BODY), one]), 'refresh')).toHaveLength(2);
});

test('a member that is a number is learned, written as a text, too', () => {
  const one = answer({ ...BODY, ext_expires_in: '3600', foo: 1 });
  expect(recognise(learnedFrom(one), ASKED, one)).toBeDefined();
});

test('who was predicted is not, when what was learned holds no more', () => {
  const recogniser = predicting(answer(BODY));
  recogniser.readLearned = () => '';
  expect(recognise(recogniser, ASKED, answer(BODY))).toBeDefined();
  forget(recogniser);
  expect(recognise(recogniser, ASKED, answer(BODY))).toBeUndefined();
});
