// The POST, every answer held to the contract, and a share of the signatures verified; nothing is counted, but a wrong answer
// fails the run.
import type { Response } from 'k6/http';
import { openReading } from '../dist/generated/reading.js';
import { openSlowPath } from '../dist/generated/slow-path.js';
import type { LearnedAnswers } from '../lib/core/contract/recogniser/learned-answer.js';
import { type Recogniser, recognise } from '../lib/core/contract/recogniser/recogniser.js';
import type { Asked } from '../lib/core/contract/types.js';
import { becomeWitness, isDue, type Witness, type Witnesses } from '../lib/core/witness.js';
import { toAnswer } from '../lib/k6/answer.js';
import type { Judging } from '../lib/k6/brief.js';
import type { Examiner } from '../lib/k6/examiner.js';
import { exec } from '../lib/k6/execution.js';
import { fromBase64, primitives } from '../lib/k6/primitives.js';
import { body, form, http, params, url } from './bare.js';
import { benchBrief } from './brief.js';

export { options } from './options.js';

const WRONG = 'an answer that breaks the contract, or is not known';
// A virtual user is one person from request to request, as in the load.
const asked: Asked = { operation: 'refresh', expects: 'granted', secrets: [] };
let next = body;
let recogniser: Recogniser | undefined;
let witness: Witness;
let examiner: Examiner | undefined;
let verify: (token: string) => Promise<boolean>;

/** Each a JSON text: a virtual user reads those that it needs. */
interface Texts {
  start: string;
  learned: string;
  judging: string;
}

interface Start {
  clockSkew: number;
  witnesses: Witnesses;
}

export function setup(): Texts {
  const { sending, judging, learned } = benchBrief();
  const { clockSkew, heldTo } = judging;
  const answer = toAnswer(http.post(url, body, params));
  const { inspection } = openSlowPath().createExaminer(heldTo, primitives).examine(asked, answer);
  openSlowPath().learn(learned, primitives, clockSkew, asked, answer, inspection);
  return {
    start: JSON.stringify({ clockSkew, witnesses: sending.witnesses.refresh }),
    judging: JSON.stringify(judging),
    learned: JSON.stringify(learned),
  };
}

async function takeSlowPath(response: Response, texts: Texts): Promise<void> {
  if (!examiner) {
    const { heldTo, keys } = JSON.parse(texts.judging) as Judging;
    examiner = openSlowPath().createExaminer(heldTo, primitives);
    verify = openSlowPath().createVerifier(keys, { decode: primitives.decode, fromBase64 });
  }
  const { findings, tokens } = examiner.examine(asked, toAnswer(response)).inspection;
  const verified = (await verify(tokens?.access as string)) && (await verify(tokens?.id as string));
  if (!verified || findings.some(({ severity }) => severity === 'failure')) exec.test.fail(WRONG);
}

function start(texts: Texts): Recogniser {
  const { clockSkew, witnesses } = JSON.parse(texts.start) as Start;
  witness = becomeWitness(witnesses, exec.scenario);
  return { clockSkew, primitives, openReading, readLearned: () => JSON.parse(texts.learned) as LearnedAnswers };
}

export default function (texts: Texts): void | Promise<void> {
  recogniser ??= start(texts);
  const response = http.post(url, next, params);
  if (isDue(witness)) {
    witness.due += witness.every;
    return takeSlowPath(response, texts);
  }
  const known = recognise(recogniser, asked, toAnswer(response));
  if (!known) return exec.test.fail(WRONG);
  next = form + known.refreshToken;
  if (known.identity) asked.before ??= known.identity;
}
