import type { Inspection } from '../inspection.js';
import type { Asked, Finding } from '../types.js';
import type { Codec } from './codec.js';
import { isAsPredicted, type Prediction, type Seen } from './prediction.js';
import type { createReader, Reader } from './reader.js';
import { Value } from './values.js';

/**
 * The fast path for a granted request under load. An answer that was held to the whole contract and broke nothing is
 * learned as templates; a later answer that differs from it only in the slots, and whose slots keep the rules that tie
 * them together, keeps the contract too. Anything else takes the slow path. That both paths say the same of body and claims
 * is tested on 100,000 mutated answers (test/core/recogniser.test.ts). Headers other than those that are learned are not
 * looked at: the answers whose signatures are verified take the slow path, headers and all.
 *
 * Whoever redeems tokens is predicted. Plain data, and functions apart from it, for every virtual user has its own of all of them.
 */
export interface Recogniser {
  /** Seconds. */
  clockSkew: number;
  codec: Codec;
  /** What reads the answers of somebody new, which few need for long. */
  unseal: (name: 'reading') => { createReader: typeof createReader };
  /** What `learn` returned: asked for as often as reading is opened. */
  readLearned: () => string;
  next?: Prediction | undefined;
  /** Held by who meets somebody else each time, or answers that are not as predicted. */
  reader?: Reader | undefined;
}

/** What is looked at of a response that has just come: as k6 has it, for an object of our own costs each answer 3 us. */
export interface Received {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** Anything but a text is known to the slow path only. */
  readonly body?: unknown;
}

const NO_FINDINGS: Finding[] = [];

/** To be called when more was learned, or what was learned holds no more. */
export function forget(recogniser: Recogniser): void {
  recogniser.reader = undefined;
  recogniser.next = undefined;
}

/**
 * Tells a right answer that is like one that was learned.
 *
 * @param at time of arrival, in ms since the epoch
 * @returns undefined where only the slow path can tell
 */
export function recognise(recogniser: Recogniser, asked: Asked, received: Received, at: number): Inspection | undefined {
  const { codec, clockSkew } = recogniser;
  const { before, email, secrets } = asked;
  const { status, headers, body } = received;
  if (status !== 200 || typeof body !== 'string' || asked.expects !== 'granted' || asked.shapeKey !== undefined) return undefined;
  for (let i = 0; i < secrets.length; i++) if (body.indexOf(secrets[i] as string) >= 0) return undefined;
  const next = asked.operation === 'refresh' ? recogniser.next : undefined;
  let seen: Seen | undefined;
  if (next && isAsPredicted(next, codec, clockSkew, headers, body, at)) {
    seen = next;
    recogniser.reader = undefined;
  } else {
    recogniser.reader ??= recogniser.unseal('reading').createReader(recogniser.readLearned(), clockSkew, codec);
    const read = recogniser.reader(asked, headers, body, at);
    seen = read?.seen;
    if (read?.next) {
      // Who was not as predicted may not be the next time.
      if (!next) recogniser.reader = undefined;
      recogniser.next = read.next;
    }
  }
  const { values = [] } = seen ?? next ?? {};
  const refreshToken = values[Value.refreshToken] as string | undefined;
  // Parts of an answer keep all of it in memory.
  values[Value.moment] = values[Value.accessToken] = values[Value.accessClaims] = values[Value.accessSignature] = '';
  values[Value.idClaims] = values[Value.idSignature] = '';
  if (refreshToken !== undefined) values[Value.refreshToken] = '';
  if (!seen) return undefined;
  const { identity, idAud } = seen;
  if (email !== undefined && seen.email !== undefined && seen.email !== email) return undefined;
  if (before === undefined) return { findings: NO_FINDINGS, identity, refreshToken };
  const isSame = before.sub === identity.sub && before.oid === identity.oid && before.aud === identity.aud && before.aud === idAud;
  return isSame ? { findings: NO_FINDINGS, identity: before, refreshToken } : undefined;
}
