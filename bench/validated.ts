// The POST, every answer held to the contract, and a share of the signatures verified; nothing is counted, but a wrong answer
// throws, and run.mjs takes no such run.

import type { Response } from 'k6/http';
import { unseal } from '../dist/generated/sealed.js';
import { type Recogniser, recognise } from '../lib/core/contract/recogniser/recogniser.js';
import type { Asked } from '../lib/core/contract/types.js';
import type { Judging } from '../lib/k6/brief.js';
import { codec } from '../lib/k6/codec.js';
import type { Examiner } from '../lib/k6/examiner.js';
import { body, form, http, params, url } from './bare.js';
import { benchBrief } from './brief.js';

export { options } from './options.js';

const WRONG = 'an answer that breaks the contract, or is not known';
// Users take turns in this closed loop, and of each `every` of them one is a witness. In the load k6/execution tells whose turn it is,
// which is 5 kB of every virtual user (lib/core/witness.ts).
const USERS = Number(__ENV.BENCH_VUS);
let turn = __VU - 1;
let due = Number.POSITIVE_INFINITY;
// A virtual user is one person from request to request, as in the load.
const asked: Asked = { operation: 'refresh', expects: 'granted', secrets: [] };
let next = body;
let recogniser: Recogniser | undefined;
let examiner: Examiner | undefined;
let verify: (token: string) => Promise<boolean>;

interface Start {
  clockSkew: number;
  /** One answer in so many takes the slow path, signatures and all. */
  every: number;
  learned: string;
  /** JSON, which few read. */
  judging: string;
}

export function setup(): Start {
  const { sending, judging } = benchBrief();
  const { clockSkew, witnesses } = sending;
  const answer = unseal('slow-path').toAnswer(http.post(url, body, params), Date.now());
  const { learn, primitivesOf } = unseal('learning');
  const { inspection } = unseal('slow-path').createExaminer(judging.heldTo, codec).examine(asked, answer);
  const learned = learn('', primitivesOf(codec), clockSkew, asked, answer, inspection);
  return { clockSkew, every: witnesses.refresh?.every as number, learned, judging: JSON.stringify(judging) };
}

async function takeSlowPath(response: Response, judging: string): Promise<void> {
  if (!examiner) {
    const { heldTo, keys } = JSON.parse(judging) as Judging;
    examiner = unseal('slow-path').createExaminer(heldTo, codec);
    verify = unseal('slow-path').createVerifier(keys, codec);
  }
  const { findings, tokens } = examiner.examine(asked, unseal('slow-path').toAnswer(response, Date.now())).inspection;
  const verified = (await verify(tokens?.access as string)) && (await verify(tokens?.id as string));
  if (!verified || findings.some(({ severity }) => severity === 'failure')) throw new Error(WRONG);
}

export default function (start: Start): void | Promise<void> {
  if (!recogniser) {
    if (turn % start.every === 0) due = turn;
    recogniser = { clockSkew: start.clockSkew, codec, unseal, readLearned: () => start.learned };
  }
  const response = http.post(url, next, params);
  turn += USERS;
  if (turn >= due) {
    due += start.every;
    return takeSlowPath(response, start.judging);
  }
  const known = recognise(recogniser, asked, response, Date.now());
  if (!known) throw new Error(WRONG);
  next = form + known.refreshToken;
  if (known.identity) asked.before ??= known.identity;
}
