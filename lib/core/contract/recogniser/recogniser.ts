import type { Inspection } from '../inspection.js';
import type { Answer, Asked } from '../types.js';
import type { LearnedAnswers } from './learned-answer.js';
import { type Recognise, type RecogniseOptions, recogniseAs } from './recognise-as.js';

/**
 * The fast path for a granted request under load. An answer that was held to the whole contract and broke nothing is
 * learned as templates; a later answer that differs from it only in the slots, and whose slots keep the rules that tie
 * them together, keeps the contract too. Anything else takes the slow path. That both paths say the same of body and claims
 * is tested on 100,000 mutated answers (test/core/recogniser.test.ts). Headers other than those that are learned are not
 * looked at: the answers whose signatures are verified take the slow path, headers and all.
 */
export interface Recogniser {
  /** @returns undefined where only the slow path can tell */
  recognise(asked: Asked, answer: Answer): Inspection | undefined;
}

export interface RecogniserOptions extends RecogniseOptions {
  /** What `learn` learns, before or while answers are recognised. */
  learned: LearnedAnswers;
}

/** Makes a recogniser, which may know what others learned. */
export function createRecogniser(options: RecogniserOptions): Recogniser {
  const { learned } = options;
  // A virtual user does one thing over and over: what it did before is let go.
  let operation = '';
  let ready: Recognise[] = [];

  return {
    recognise: (asked, answer) => {
      const { secrets } = asked;
      const { body } = answer;
      const known = learned[asked.operation];
      if (!known || !body || answer.status !== 200 || asked.expects !== 'granted' || asked.shapeKey !== undefined) return undefined;
      for (let i = 0; i < secrets.length; i++) if (body.includes(secrets[i] as string)) return undefined;
      if (asked.operation !== operation || ready.length !== known.length) {
        operation = asked.operation;
        ready = [];
        for (let i = 0; i < known.length; i++) ready.push(recogniseAs(known[i] as string, options));
      }
      for (let i = 0; i < ready.length; i++) {
        try {
          const inspection = (ready[i] as Recognise)(asked, answer, body);
          if (inspection) return inspection;
        } catch {
          // Text that is no base64url makes decode throw: not for the fast path.
        }
      }
      return undefined;
    },
  };
}
