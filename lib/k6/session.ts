import type { Response } from 'k6/http';
import { unseal } from '../../dist/generated/sealed.js';
import { forget, type Recogniser, recognise } from '../core/contract/recogniser/recogniser.js';
import type { Answer, Asked } from '../core/contract/types.js';
import type { ReadBrief } from './brief.js';
import { codec } from './codec.js';
import { fetchKeys } from './keys.js';
import { countAnswer, countFindings, countShape, countVerified } from './metrics.js';
import type { Judged, SlowPath } from './slow-path.js';
import { createTokenClient, type TokenClient } from './token-client.js';
import { variable } from './variables.js';

/** Stands for a refresh token where there is none, so that a redemption is refused and counted. */
export const NO_TOKEN = 'no-token-was-given-by-the-sign-in';

/** What one VU needs to send requests and judge the answers. */
export interface Session {
  client: TokenClient;
  /** Knows right answers: those that setup() learned, and its own. */
  recogniser: Recogniser;
  /**
   * Holds a response that has just come to the contract, classifies and counts it.
   *
   * @param slowly the slow path, known answer or not
   */
  judge(asked: Asked, phase: string, response: Response, slowly?: boolean): Judged;
  /** The whole contract and the signatures, which are opened when they are needed first. */
  slowPath(): SlowPath;
}

export function createSession(readBrief: ReadBrief): Session {
  const { clockSkew, request } = readBrief('sending');
  const clientSecret = request.clientAuth === 'none' ? undefined : variable('ROPC_CLIENT_SECRET');
  // Held from when it learns by itself.
  let learned: string | undefined;
  const recogniser: Recogniser = { clockSkew, codec, unseal, readLearned: () => learned ?? readBrief('learned') };
  let opened: SlowPath | undefined;

  const slowPath = (): SlowPath => {
    const ofK6 = { countAnswer, countFindings, countShape, countVerified, fetchKeys, codec };
    opened ??= unseal('slow-path').createSlowPath(readBrief('judging'), ofK6, () => {
      learned = '';
      forget(recogniser);
    });
    return opened;
  };

  const judgeUnknown = (asked: Asked, phase: string, answer: Answer, ms: number): Judged => {
    if (answer.status !== 200 || asked.expects !== 'granted') return slowPath().judge(asked, phase, answer, ms);
    const judged = slowPath().judge(asked, phase, answer, ms, true);
    const { tokens } = judged.inspection;
    // As learning itself has it, so that it need not be opened for what it does not learn.
    if (!judged.clean || !tokens?.access || !tokens.id) return judged;
    const before = recogniser.readLearned();
    const { learn, primitivesOf } = unseal('learning');
    const now = learn(before, primitivesOf(codec), clockSkew, asked, answer, judged.inspection);
    if (now !== before) {
      learned = now;
      forget(recogniser);
    }
    return judged;
  };

  return {
    client: createTokenClient(request),
    recogniser,
    slowPath,
    judge: (judgedBy, phase, response, slowly = false) => {
      // Whatever was asked, no answer may repeat this one.
      const asked = clientSecret === undefined ? judgedBy : { ...judgedBy, secrets: [...judgedBy.secrets, clientSecret] };
      const at = Date.now();
      // As k6 measures it, without connecting.
      const ms = response.timings.duration;
      const known = slowly ? undefined : recognise(recogniser, asked, response, at);
      if (!known) {
        const answer = unseal('slow-path').toAnswer(response, at);
        return slowly ? slowPath().judge(asked, phase, answer, ms) : judgeUnknown(asked, phase, answer, ms);
      }
      countAnswer(asked.operation, phase, asked.expects, 'ok', ms);
      return { inspection: known, outcome: 'ok', clean: true };
    },
  };
}
