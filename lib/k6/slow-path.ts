import type { Inspection } from '../core/contract/inspection.js';
import type { Trace } from '../core/contract/trace.js';
import { type Answer, type Asked, breaksContract, type Finding, type RawFinding } from '../core/contract/types.js';
import type { Outcome } from '../core/outcome.js';
import type { Judging } from './brief.js';
import type { codec } from './codec.js';
import { createExaminer, type Examiner } from './examiner.js';
import type { fetchKeys } from './keys.js';
import type { countAnswer, countFindings, countShape, countVerified } from './metrics.js';
import { createVerifier, type PublicKey, publicKeys } from './verifier.js';

/** What this takes of k6: handed in, for a sealed module imports nothing of it. */
export interface OfK6 {
  countAnswer: typeof countAnswer;
  countFindings: typeof countFindings;
  countShape: typeof countShape;
  countVerified: typeof countVerified;
  fetchKeys: typeof fetchKeys;
  codec: typeof codec;
}

/** What came of one answer. */
export interface Judged {
  inspection: Inspection;
  outcome: Outcome;
  /** True where the answer broke no rule that is a failure. */
  clean: boolean;
  /** Of a wrong answer. */
  trace?: Trace | undefined;
}

/** Judges the answers that the recogniser does not know, or is not asked about, and verifies signatures. */
export interface SlowPath {
  /**
   * Holds an answer to the whole contract, classifies and counts it.
   *
   * @param ms that it took
   * @param isUnknown true where it comes only because the recogniser does not know it
   */
  judge(asked: Asked, phase: string, answer: Answer, ms: number, isUnknown?: boolean): Judged;
  /** Verifies the signatures of both tokens; false where one does not verify. */
  verify(op: string, inspection: Inspection, caseId?: string, subject?: string): Promise<boolean>;
  /** Counts a broken rule that no single answer shows. */
  report(raw: RawFinding, op: string, caseId?: string): Finding[];
  examiner(): Examiner;
}

/** A virtual user reads the keys again for a token whose key it does not know, but no more often than this. */
const KEYS_AGAIN_MS = 60_000;

/** After a try that brought none: a key set can be away for a moment. */
const KEYS_RETRY_MS = 1_000;

const namesUnknownKey = ({ findings }: Inspection): boolean => findings.some(({ rule }) => rule === 'jwt.known-key');

/** @param onRetiredKey called when a key is published no more: what was learned of its tokens holds no more */
export function createSlowPath({ heldTo, keys, keysUrl, timeout }: Judging, k6: OfK6, onRetiredKey: () => void): SlowPath {
  const { countAnswer, countFindings } = k6;
  const shapes = new Set<string>();
  let known = { heldTo, keys };
  let full: Examiner | undefined;
  let verifyOne: ((token: string) => Promise<boolean>) | undefined;
  let renewedAt = 0;

  const examiner = (): Examiner => {
    full ??= createExaminer(known.heldTo, k6.codec);
    return full;
  };

  const know = (published: PublicKey[]): void => {
    const kids = published.map(({ kid }) => kid);
    if (known.keys.some(({ kid }) => !kids.includes(kid))) onRetiredKey();
    const expected = { ...heldTo.expected, kids };
    known = { heldTo: { ...heldTo, expected }, keys: published };
    full = undefined;
    verifyOne = undefined;
  };

  /**
   * Keys roll over.
   *
   * @returns false where they were read just now, or cannot be
   */
  const renewKeys = (): boolean => {
    if (keysUrl === undefined || Date.now() - renewedAt < KEYS_AGAIN_MS) return false;
    renewedAt = Date.now();
    const asked: Asked = { operation: 'keys', expects: 'granted', secrets: [], shapeKey: 'keys' };
    const { body, findings } = examiner().examine(asked, k6.fetchKeys(keysUrl, timeout)).inspection;
    const published = publicKeys(body);
    if (published.length === 0) {
      renewedAt += KEYS_RETRY_MS - KEYS_AGAIN_MS;
      return false;
    }
    countFindings(findings, 'keys');
    know(published);
    return true;
  };

  const countNewShape = ({ shape }: Inspection, caseId = ''): void => {
    const text = shape && `${shape.key} ${shape.shape.join(' ')}`;
    if (!text || shapes.has(text)) return;
    shapes.add(text);
    k6.countShape(shape.key, shape.shape, caseId);
  };

  const report: SlowPath['report'] = (raw, op, caseId) => {
    const findings = examiner().withSeverity([raw], caseId);
    countFindings(findings, op, caseId);
    return findings;
  };

  return {
    examiner,
    report,
    judge: (asked, phase, answer, ms, isUnknown = false) => {
      const first = examiner().examine(asked, answer);
      const { inspection, outcome, trace } = namesUnknownKey(first.inspection) && renewKeys() ? examiner().examine(asked, answer) : first;
      // As signatures, of so many answers as the plan says.
      const owner = isUnknown ? undefined : examiner().owner(asked, { inspection, outcome });
      const note = trace
        ? ({ name: 'trace', text: JSON.stringify(trace) } as const)
        : owner
          ? ({ name: 'owner', text: owner } as const)
          : undefined;
      countAnswer(asked.operation, phase, asked.expects, outcome, ms, note);
      countFindings(inspection.findings, asked.operation, asked.caseId);
      countNewShape(inspection, asked.caseId);
      return { inspection, outcome, trace, clean: !breaksContract(inspection.findings) };
    },
    verify: async (op, { tokens = {} }, caseId, subject) => {
      // Keys that could not be read are a finding, or a gate, of their own; nothing can be said of signatures then.
      if (known.keys.length === 0) return true;
      verifyOne ??= createVerifier(known.keys, k6.codec);
      let good = true;
      for (const [member, token] of Object.entries({ access_token: tokens.access, id_token: tokens.id })) {
        if (token === undefined) continue;
        if (await verifyOne(token).catch(() => false)) continue;
        good = false;
        const found = 'a signature that does not verify';
        report({ rule: 'jwt.signature', schema: 'check', pointer: `/${member}`, keyword: 'check', found }, op, caseId);
      }
      // An answer without tokens proves nothing.
      if (tokens.access !== undefined || tokens.id !== undefined) k6.countVerified(op, subject);
      return good;
    },
  };
}
