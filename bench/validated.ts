// The POST, every answer held to the contract, and a share of the signatures verified; nothing is counted but what is wrong.
import exec from 'k6/execution';
import http, { type Response } from 'k6/http';
import { Counter } from 'k6/metrics';
import { openWholeContract } from '../dist/generated/whole-contract.js';
import { createRecogniser, type Recogniser } from '../lib/core/contract/recogniser.js';
import type { Asked } from '../lib/core/contract/types.js';
import { createWitness, type Witness } from '../lib/core/witness.js';
import type { Brief } from '../lib/k6/brief.js';
import type { FullWay } from '../lib/k6/full-way.js';
import { decodeBytes, primitives } from '../lib/k6/primitives.js';
import { toAnswer } from '../lib/k6/token-client.js';
import { body, form, params, url } from './bare.js';
import { options as common } from './options.js';

export { setup } from './iteration.js';

export const options = { ...common, thresholds: { ...common.thresholds, wrong: ['count<1'] } };

const wrong = new Counter('wrong');
// A virtual user is one person from request to request, as in the load.
const asked: Asked = { operation: 'refresh', expects: 'granted', secrets: [] };
let next = body;
let brief: Brief;
let recogniser: Recogniser;
let witness: Witness;
let fullWay: FullWay | undefined;
let verify: ((token: string) => Promise<boolean>) | undefined;

async function goFullWay(response: Response): Promise<void> {
  fullWay ??= openWholeContract().createFullWay(brief.heldTo, primitives);
  verify ??= openWholeContract().createVerifier(brief.keys, decodeBytes);
  const { findings, tokens } = fullWay.inspect(asked, toAnswer(response).answer).inspection;
  const verified = (await verify(tokens?.access as string)) && (await verify(tokens?.id as string));
  if (!verified || findings.some(({ severity }) => severity === 'failure')) wrong.add(1);
}

export default function (text: string): void | Promise<void> {
  if (!recogniser) {
    brief = JSON.parse(text) as Brief;
    recogniser = createRecogniser({ clockSkew: brief.clockSkew, primitives, learned: brief.learned });
    const { scenario } = exec;
    witness = createWitness(brief.verifyEvery, () => scenario.iterationInInstance);
  }
  const response = http.post(url, next, params);
  if (witness.isDue()) {
    witness.hasSeen();
    return goFullWay(response);
  }
  const known = recogniser.recognise(asked, toAnswer(response).answer);
  if (!known) return wrong.add(1);
  next = form + known.refreshToken;
  if (known.identity) asked.before ??= known.identity;
}
