// Holds the fast path to the slow path on mutated answers, with k6's own primitives. Run by recogniser.test.ts.

import { b64encode } from 'k6/encoding';
import exec from 'k6/execution';
import { Counter } from 'k6/metrics';
import { unseal } from '../../../dist/generated/sealed.js';
import { type Recogniser, recognise } from '../../../lib/core/contract/recogniser/recogniser.js';
import type { Asked } from '../../../lib/core/contract/types.js';
import { leftHalf } from '../../../lib/core/jwt.js';
import { codec } from '../../../lib/k6/codec.js';
import { primitivesOf } from '../../../lib/k6/primitives.js';
import { mutate, random } from '../../mutate.js';

const total = Number(__ENV.MUTATIONS);
export const options = {
  scenarios: { mutations: { executor: 'shared-iterations', vus: 2, iterations: total / 500, maxDuration: '5m' } },
  thresholds: {
    disagreements: ['count<1'],
    recognised: [`count>=${total / 10}`],
    broken: [`count>=${total / 20}`],
    forgotten: ['count>=1'],
  },
};

const disagreements = new Counter('disagreements');
const recognised = new Counter('recognised');
const broken = new Counter('broken');
const forgotten = new Counter('forgotten');

const { body: text, issuer, kid, at } = JSON.parse(__ENV.ANSWER ?? '{}') as { body: string; issuer: string; kid: string; at: number };
const BODY = JSON.parse(text) as Record<string, unknown>;
const ASKED: Asked = { operation: 'refresh', expects: 'granted', secrets: [] };
const encode = (text: string) => b64encode(text, 'rawurl');
const primitives = primitivesOf(codec);
const tokens = { ...primitives, encode, atHash: (token: string) => leftHalf(primitives.sha256(token)) };
const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', Pragma: 'no-cache' };
const environment = unseal('planning').readEnvironment(__ENV, 'refresh');
const examiner = unseal('slow-path').createExaminer(
  unseal('planning').heldTo(environment, { issuer, keys: [{ kid, n: '', e: '' }] }),
  codec,
);
const first = { status: 200, headers, body: text, at };
const learned = unseal('learning').learn('', primitives, 300, ASKED, first, examiner.examine(ASKED, first).inspection);
const recogniser: Recogniser = { clockSkew: 300, codec, unseal, readLearned: () => learned };

/** A key that is published no more takes with it what was learned of its tokens. */
export function setup(): void {
  const before = [{ kid: 'before', n: 'AQAB', e: 'AQAB' }];
  const heldTo = unseal('planning').heldTo(environment, { issuer, keys: before });
  const body = JSON.stringify({ keys: [{ kty: 'RSA', kid, n: 'AQAB', e: 'AQAB' }] });
  const fetchKeys = () => ({ status: 200, headers, body, at });
  const nothing = () => {};
  const ofK6 = { countAnswer: nothing, countFindings: nothing, countShape: nothing, countVerified: nothing, fetchKeys, codec };
  const judging = { heldTo, keys: before, keysUrl: 'http://127.0.0.1/keys', timeout: 1_000 };
  const { judge } = unseal('slow-path').createSlowPath(judging, ofK6, () => forgotten.add(1));
  judge(ASKED, 'steady', first, 1);
}

export default function (): void {
  const next = random(exec.scenario.iterationInTest);
  for (let i = 0; i < 500; i++) {
    const answer = { status: 200, headers, body: mutate(BODY, next, tokens), at };
    const known = recognise(recogniser, ASKED, answer, at);
    if (!known && i % 5 !== 0) continue;
    const { outcome, inspection } = examiner.examine(ASKED, answer);
    if (known) recognised.add(1);
    if (!known && outcome !== 'ok') broken.add(1);
    if (known && outcome !== 'ok') {
      disagreements.add(1);
      console.error(JSON.stringify(inspection.findings));
    }
  }
}
