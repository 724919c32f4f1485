import { type HttpAnswer, htmlAnswer } from './errors.js';
import { createSigningKey } from './keys.js';
import type { Claims } from './tokens.js';

/** One way of going wrong, by name. Each hook is optional. */
interface Fault {
  sentence: string;
  /** Changes the claims of a token before it is signed. */
  claims?: (claims: Claims) => void;
  /** Changes the members of a token response. */
  members?: (body: Record<string, unknown>) => void;
  /** Replaces the whole answer. */
  answer?: (answer: HttpAnswer) => HttpAnswer;
  /** Waits, in ms. */
  delay?: number;
  /** Breaks the connection: before the answer, or half-way through it. */
  connection?: 'reset' | 'cut';
  /** Takes another key than the published one. */
  wrongKey?: boolean;
  /** Refuses right passwords. */
  refuse?: boolean;
  /** Accepts wrong passwords. */
  accept?: boolean;
}

const setMember = (name: string, value: unknown) => (body: Record<string, unknown>) => {
  if (name in body) body[name] = value;
};

const replace =
  (status: number, type: string, body: string, more: Record<string, string> = {}) =>
  (): HttpAnswer => ({
    status,
    headers: { 'Content-Type': type, ...more },
    body,
  });

/** All faults. The page docs/emulator-faults.md is made from this. */
export const FAULTS = {
  'null-expires-in': { sentence: 'expires_in is null', members: setMember('expires_in', null) },
  'no-token-type': { sentence: 'token_type is missing', members: (body) => delete body.token_type },
  'expires-in-milliseconds': { sentence: 'expires_in is in milliseconds', members: setMember('expires_in', 3_600_000) },
  'dropped-claim': { sentence: 'both tokens lack aud', claims: (claims) => delete claims.aud },
  'foreign-audience': { sentence: 'tokens are for another client', claims: (claims) => Object.assign(claims, { aud: 'somebody-else' }) },
  'bad-at-hash': {
    sentence: 'at_hash is that of another access token',
    claims: (claims) => 'at_hash' in claims && Object.assign(claims, { at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }),
  },
  'wrong-key': { sentence: 'tokens are signed with a key that is not the published one', wrongKey: true },
  slow: { sentence: 'every answer takes a second longer', delay: 1_000 },
  hang: { sentence: 'every answer takes a minute longer', delay: 60_000 },
  'html-200': {
    sentence: 'an HTML error page with status 200',
    answer: () => htmlAnswer(200, '<!DOCTYPE html><html><body>Sorry, something went wrong.</body></html>'),
  },
  'other-shape': {
    sentence: 'JSON of another shape, with status 200',
    answer: replace(200, 'application/json', '{"data":[{"token":"none"}]}'),
  },
  'cut-body': { sentence: 'the connection closes half-way through the body', connection: 'cut' },
  reset: { sentence: 'the connection closes before the answer', connection: 'reset' },
  'empty-400': { sentence: 'status 400 with no body', answer: replace(400, 'text/plain', '') },
  'server-error': { sentence: 'status 500 with an HTML page', answer: () => htmlAnswer(500, '<html><body>Server Error</body></html>') },
  throttled: {
    sentence: 'status 429 in plain text, with Retry-After',
    answer: replace(429, 'text/plain', 'Too Many Requests', { 'Retry-After': '60' }),
  },
  'false-rejection': { sentence: 'right passwords are refused', refuse: true },
  'any-password': { sentence: 'wrong passwords are accepted', accept: true },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;

/** A fault that is on, for a share of the token requests. */
export interface ActiveFault {
  name: FaultName;
  share: number;
}

/**
 * Reads `name` or `name=share`.
 *
 * @throws Error that names the faults there are
 */
export function parseFault(text: string): ActiveFault {
  const [name = '', share = '1'] = text.split('=');
  if (!Object.hasOwn(FAULTS, name)) throw new Error(`there is no fault "${name}": choose one of ${Object.keys(FAULTS).join(', ')}.`);
  const value = Number(share);
  if (share.trim() === '' || !(value >= 0 && value <= 1))
    throw new Error(`fault ${name}: the share is "${share}": it takes a number from 0 to 1.`);
  return { name: name as FaultName, share: value };
}

/** The faults that are on; which of them hit a request is spread evenly, not drawn, so that a run can be repeated. */
export class Faults {
  #active: { fault: Fault; share: number; credit: number }[] = [];
  readonly wrongKey = createSigningKey(0);

  set(faults: readonly ActiveFault[]): void {
    this.#active = faults.map(({ name, share }) => ({ fault: FAULTS[name], share, credit: 0 }));
  }

  /** Called once a token request. */
  next(): Fault[] {
    const hit: Fault[] = [];
    for (const active of this.#active) {
      active.credit += active.share;
      if (active.credit < 1 - 1e-9) continue;
      active.credit -= 1;
      hit.push(active.fault);
    }
    return hit;
  }
}

export type { Fault };
