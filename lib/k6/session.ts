import type { Response } from 'k6/http';
import { openSlowPath } from '../../dist/generated/slow-path.js';
import { createRecogniser } from '../core/contract/recogniser/recogniser.js';
import type { Asked } from '../core/contract/types.js';
import { toAnswer } from './answer.js';
import type { Brief } from './brief.js';
import { fetchKeys } from './keys.js';
import { countAnswer, countFindings, countShape, countVerified } from './metrics.js';
import { decodeBytes, primitives } from './primitives.js';
import type { Judged, SlowPath } from './slow-path.js';
import { createTokenClient, type TokenClient } from './token-client.js';
import { variable } from './variables.js';

/** Stands for a refresh token where there is none, so that a redemption is refused and counted. */
export const NO_TOKEN = 'no-token-was-given-by-the-sign-in';

/** What one VU needs to send requests and judge the answers. */
export interface Session {
  client: TokenClient;
  /**
   * Holds a response that has just come to the contract, classifies and counts it.
   *
   * @param slowly the slow path, known answer or not
   */
  judge(asked: Asked, phase: string, response: Response, slowly?: boolean): Judged;
  /** The whole contract and the signatures, which are opened when they are needed first. */
  slowPath(): SlowPath;
}

/** @param readBrief asked again by the few virtual users that take the slow path, so that the others do not hold what it needs */
export function createSession(readBrief: () => Brief): Session {
  const { clockSkew, learned, request } = readBrief();
  const clientSecret = request.clientAuth === 'none' ? undefined : variable('ROPC_CLIENT_SECRET');
  const recogniser = createRecogniser({ clockSkew, primitives, learned });
  let opened: SlowPath | undefined;

  const slowPath = (): SlowPath => {
    opened ??= openSlowPath().createSlowPath(readBrief(), {
      countAnswer,
      countFindings,
      countShape,
      countVerified,
      fetchKeys,
      primitives,
      decodeBytes,
    });
    return opened;
  };

  return {
    client: createTokenClient(request),
    slowPath,
    judge: (judgedBy, phase, response, slowly = false) => {
      // Whatever was asked, no answer may repeat this one.
      const asked = clientSecret === undefined ? judgedBy : { ...judgedBy, secrets: [...judgedBy.secrets, clientSecret] };
      const answer = toAnswer(response);
      // As k6 measures it, without connecting.
      const ms = response.timings.duration;
      const known = slowly ? undefined : recogniser.recognise(asked, answer);
      if (!known) return slowPath().judge(asked, phase, answer, ms, slowly ? undefined : learned);
      countAnswer(asked.operation, phase, asked.expects, 'ok', ms);
      return { inspection: known, outcome: 'ok', clean: true };
    },
  };
}
