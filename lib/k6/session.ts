import type { Response } from 'k6/http';
import { openWholeContract } from '../../dist/generated/whole-contract.js';
import type { Inspection } from '../core/contract/inspection.js';
import { createRecogniser } from '../core/contract/recogniser/recogniser.js';
import { type Answer, type Asked, breaksContract } from '../core/contract/types.js';
import type { Outcome } from '../core/outcome.js';
import { toAnswer } from './answer.js';
import type { Brief } from './brief.js';
import { fetchKeys, publicKeys } from './keys.js';
import { countAnswer, countFindings, countShape, countVerified } from './metrics.js';
import { decodeBytes, primitives } from './primitives.js';
import type { SlowPath } from './slow-path.js';
import { createTokenClient, type TokenClient } from './token-client.js';
import { variable } from './variables.js';
import type { PublicKey } from './verifier.js';

/** Stands for a refresh token where there is none, so that a redemption is refused and counted. */
export const NO_TOKEN = 'no-token-was-given-by-the-sign-in';

export interface Judged {
  inspection: Inspection;
  outcome: Outcome;
  /** True where the answer broke no rule that is a failure. */
  clean: boolean;
}

/** What one VU needs to send requests and judge the answers. */
export interface Session {
  client: TokenClient;
  /**
   * Holds a response that has just come to the contract, classifies and counts it.
   *
   * @param thorough the slow path, known answer or not
   */
  judge(asked: Asked, phase: string, response: Response, thorough?: boolean, caseId?: string): Judged;
  /** Verifies the signatures of both tokens of an answer that took the slow path; false where one does not verify. */
  verify(op: string, inspection: Inspection, caseId?: string, subject?: string): Promise<boolean>;
  /** The whole contract, which is opened when it is needed first. */
  slowPath(): SlowPath;
}

/** A virtual user reads the keys again for a token whose key it does not know, but no more often than this. */
const KEYS_AGAIN_MS = 60_000;

/** After a try that brought none: a key set can be away for a moment. */
const KEYS_RETRY_MS = 1_000;

const namesUnknownKey = ({ findings }: Inspection): boolean => findings.some(({ rule }) => rule === 'jwt.known-key');

/** @param readBrief asked again by the few virtual users that take the slow path, so that the others do not hold what it needs */
export function createSession(readBrief: () => Brief): Session {
  const { clockSkew, learned, request } = readBrief();
  const clientSecret = variable('ROPC_CLIENT_SECRET');
  const recogniser = createRecogniser({ clockSkew, primitives, learned });
  let shapes: Set<string> | undefined;
  let full: SlowPath | undefined;
  let verifyOne: ((token: string) => Promise<boolean>) | undefined;
  let renewed: PublicKey[] | undefined;
  let renewedAt = 0;

  const slowPath = (): SlowPath => {
    if (full) return full;
    const { heldTo } = readBrief();
    const expected = renewed ? { ...heldTo.expected, kids: renewed.map(({ kid }) => kid) } : heldTo.expected;
    full = openWholeContract().createSlowPath({ ...heldTo, expected }, primitives);
    return full;
  };

  /**
   * Keys roll over.
   *
   * @returns false where they were read just now, or cannot be
   */
  const renewKeys = (): boolean => {
    const {
      keysUrl,
      request: { timeout },
    } = readBrief();
    if (keysUrl === undefined || Date.now() - renewedAt < KEYS_AGAIN_MS) return false;
    renewedAt = Date.now();
    const answer = fetchKeys(keysUrl, timeout);
    const { body, findings } = slowPath().inspect(
      { operation: 'keys', expects: 'granted', secrets: [], shapeKey: 'keys' },
      answer,
    ).inspection;
    const keys = publicKeys(body);
    if (keys.length === 0) {
      renewedAt += KEYS_RETRY_MS - KEYS_AGAIN_MS;
      return false;
    }
    countFindings(findings, 'keys');
    renewed = keys;
    full = undefined;
    verifyOne = undefined;
    return true;
  };

  const countNewShape = ({ shape }: Inspection, caseId: string): void => {
    const text = shape && `${shape.key} ${shape.shape.join(' ')}`;
    if (!shape || !text || shapes?.has(text)) return;
    shapes = (shapes ?? new Set()).add(text);
    countShape(shape.key, shape.shape, caseId);
  };

  const judgeThoroughly = (asked: Asked, phase: string, answer: Answer, ms: number, thorough: boolean, caseId: string): Judged => {
    const first = slowPath().inspect(asked, answer);
    const { inspection, outcome, trace } = namesUnknownKey(first.inspection) && renewKeys() ? slowPath().inspect(asked, answer) : first;
    if (!thorough) openWholeContract().learn(learned, primitives, clockSkew, asked, answer, inspection);
    countAnswer(asked.operation, phase, asked.expects, outcome, ms, trace && { ...trace, ...(caseId && { case: caseId }) });
    countFindings(inspection.findings, asked.operation, caseId);
    countNewShape(inspection, caseId);
    return { inspection, outcome, clean: !breaksContract(inspection.findings) };
  };

  return {
    client: createTokenClient({ request }),
    slowPath,
    judge: (judgedBy, phase, response, thorough = false, caseId = '') => {
      // Whatever was asked, no answer may repeat this one.
      const asked = clientSecret === undefined ? judgedBy : { ...judgedBy, secrets: [...judgedBy.secrets, clientSecret] };
      const answer = toAnswer(response);
      // As k6 measures it, without connecting.
      const ms = response.timings.duration;
      const known = thorough ? undefined : recogniser.recognise(asked, answer);
      if (!known) return judgeThoroughly(asked, phase, answer, ms, thorough, caseId);
      countAnswer(asked.operation, phase, asked.expects, 'ok', ms);
      return { inspection: known, outcome: 'ok', clean: true };
    },
    verify: async (op, { tokens = {} }, caseId, subject) => {
      if (!verifyOne) {
        const keys = renewed ?? readBrief().keys;
        // Keys that could not be read are a finding, or a gate, of their own; nothing can be said of signatures then.
        if (keys.length === 0) return true;
        verifyOne = openWholeContract().createVerifier(keys, { decode: primitives.decode, decodeBytes });
      }
      let good = true;
      const parts = { access_token: tokens.access, id_token: tokens.id };
      for (const [member, token] of Object.entries(parts)) {
        if (token === undefined) continue;
        if (await verifyOne(token).catch(() => false)) continue;
        good = false;
        const found = 'a signature that does not verify';
        const finding = { rule: 'jwt.signature', schema: 'check', pointer: `/${member}`, keyword: 'check', found } as const;
        countFindings(slowPath().withSeverity([finding]), op, caseId);
      }
      // An answer without tokens proves nothing.
      if (tokens.access !== undefined || tokens.id !== undefined) countVerified(op, subject);
      return good;
    },
  };
}
