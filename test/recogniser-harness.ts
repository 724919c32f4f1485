// Recognisers that learned an answer, and answers of several people to put to them.

import type { Codec } from '../lib/core/contract/recogniser/codec.js';
import { learn } from '../lib/core/contract/recogniser/learn-answer.js';
import { createReader } from '../lib/core/contract/recogniser/reader.js';
import { type Recogniser, recognise as recogniseAt } from '../lib/core/contract/recogniser/recogniser.js';
import type { Answer, Asked } from '../lib/core/contract/types.js';
import { leftHalf } from '../lib/core/jwt.js';
import { answerOf, nodePrimitives, SEED_TOKENS, seedInspector, withClaims } from './contract-harness.js';

export const { clockSkew, at } = SEED_TOKENS.refresh;
export const CODEC = { ...nodePrimitives, atHash: (token: string) => leftHalf(nodePrimitives.sha256(token)) };
export const nodeCodec: Codec = { b64decode: nodePrimitives.decode, sha256: nodePrimitives.sha256 };
export const BODY = withClaims({}, {});
export const ASKED: Asked = { operation: 'refresh', expects: 'granted', secrets: ['Passxword1'] };

export const recognise = (recogniser: Recogniser, asked: Asked, one: Answer) => recogniseAt(recogniser, asked, one, one.at);

export const answer = (body: unknown, more: Partial<Answer> = {}): Answer => answerOf(body, { at, ...more });

export function recogniserOf(learned: string, change: Partial<Recogniser> = {}): Recogniser {
  return { clockSkew, codec: nodeCodec, unseal: () => ({ createReader }), readLearned: () => learned, ...change };
}

/** Learns answers, each where it breaks no rule. */
export function learnAll(answers: Answer[], asked: Asked = ASKED, inspector = seedInspector('refresh'), skew = clockSkew): string {
  let learned = '';
  for (const one of answers) learned = learn(learned, nodePrimitives, skew, asked, one, inspector.inspect(asked, one));
  return learned;
}

export const learnedFrom = (first: Answer, asked: Asked = ASKED): Recogniser => recogniserOf(learnAll([first], asked));

/** One that knows what the next answer of the first user is. */
export function predicting(first: Answer, recogniser = learnedFrom(first)): Recogniser {
  recognise(recogniser, ASKED, first);
  if (!recogniser.next) throw new Error('nothing is predicted');
  return recogniser;
}

/** How often what reads answers is opened for answers that are all recognised, or for those that are `known` only. */
export function openedFor(recogniser: Recogniser, answers: Answer[], asked: Asked = ASKED): number {
  const { unseal } = recogniser;
  let opened = 0;
  recogniser.unseal = (name) => {
    opened += 1;
    return unseal(name);
  };
  for (const one of answers) if (!recognise(recogniser, asked, one)) throw new Error('not recognised');
  recogniser.unseal = unseal;
  return opened;
}

export function bodyOf(name: string): Record<string, unknown> {
  const profile = { ...JSON.parse(CODEC.decode(String(BODY.profile_info))), name };
  return { ...withClaims({ name }, { name }), profile_info: CODEC.encode(JSON.stringify(profile)) };
}

export const somebody = (name: string): Answer => answer(bodyOf(name));
