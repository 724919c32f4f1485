// The POST, every answer held to the contract, and a share of the signatures verified; nothing is counted but what is wrong.
import exec from 'k6/execution';
import http, { type Response } from 'k6/http';
import { Counter } from 'k6/metrics';
import { openSlowPath } from '../dist/generated/slow-path.js';
import { createRecogniser, type Recogniser } from '../lib/core/contract/recogniser/recogniser.js';
import type { Asked } from '../lib/core/contract/types.js';
import { createWitness, type Witness, type Witnesses } from '../lib/core/witness.js';
import { toAnswer } from '../lib/k6/answer.js';
import type { Brief } from '../lib/k6/brief.js';
import type { Examiner } from '../lib/k6/examiner.js';
import { decodeBytes, primitives } from '../lib/k6/primitives.js';
import { body, form, params, url } from './bare.js';
import { benchBrief } from './brief.js';
import { options as common } from './options.js';

export const options = { ...common, thresholds: { ...common.thresholds, wrong: ['count<1'] } };

const wrong = new Counter('wrong');
// A virtual user is one person from request to request, as in the load.
const asked: Asked = { operation: 'refresh', expects: 'granted', secrets: [] };
let next = body;
let recogniser: Recogniser | undefined;
let witness: Witness;
let examiner: Examiner | undefined;
let verify: (token: string) => Promise<boolean>;

export function setup(): string {
  const brief = benchBrief();
  const answer = toAnswer(http.post(url, body, params));
  const { inspection } = openSlowPath().createExaminer(brief.heldTo, primitives).examine(asked, answer);
  openSlowPath().learn(brief.learned, primitives, brief.clockSkew, asked, answer, inspection);
  return JSON.stringify(brief);
}

async function takeSlowPath(response: Response, text: string): Promise<void> {
  if (!examiner) {
    const { heldTo, keys } = JSON.parse(text) as Brief;
    examiner = openSlowPath().createExaminer(heldTo, primitives);
    verify = openSlowPath().createVerifier(keys, { decode: primitives.decode, decodeBytes });
  }
  const { findings, tokens } = examiner.examine(asked, toAnswer(response)).inspection;
  const verified = (await verify(tokens?.access as string)) && (await verify(tokens?.id as string));
  if (!verified || findings.some(({ severity }) => severity === 'failure')) wrong.add(1);
}

function start(text: string): Recogniser {
  const { clockSkew, learned, witnesses } = JSON.parse(text) as Brief;
  witness = createWitness(witnesses.refresh as Witnesses, () => exec.scenario);
  return createRecogniser({ clockSkew, primitives, learned });
}

export default function (text: string): void | Promise<void> {
  recogniser ??= start(text);
  const response = http.post(url, next, params);
  if (witness.isDue()) {
    witness.hasSeen();
    return takeSlowPath(response, text);
  }
  const known = recogniser.recognise(asked, toAnswer(response));
  if (!known) return wrong.add(1);
  next = form + known.refreshToken;
  if (known.identity) asked.before ??= known.identity;
}
