import { sleep } from 'k6';
import { cookieJar, get, put, type Response } from 'k6/http';
import { unseal } from '../../../dist/generated/sealed.js';
import type { Asked } from '../../core/contract/types.js';
import type { ExpectationResult, ExperimentName } from '../../core/experiments/catalogue.js';
import { isError, type Outcome } from '../../core/outcome.js';
import { type Credentials, type Slice, usernameAt, wrongPassword } from '../../core/pool.js';
import { type Experimenting, poolSecret, type Sending } from '../brief.js';
import { hmac } from '../hmac.js';
import type { Session } from '../session.js';
import { requestParams } from '../token-client.js';
import { usersOf } from '../users.js';
import { countExpectation } from './metrics.js';

/** What an experiment works with: users of its own, right and wrong passwords, the clock, and a place for what it saw. */
export interface ExperimentContext {
  lockout: Experimenting['lockout'];
  session: Session;
  /** Users between two shares of a cohort, so that experiments do not meet. */
  users(cohort: 'lockout' | 'spray' | 'honest' | 'disabled', from: number, to: number): Slice;
  userAt(index: number): Credentials;
  /** Sends the right password. True where it is granted. */
  signIn(index: number): boolean;
  /** The same, for what the answer says; the name may be spelled otherwise. */
  answerTo(index: number, spell?: (username: string) => string): Response;
  /** Sends a wrong password, a dissimilar one for each attempt, or the one that is given. */
  fail(index: number, attempt: number, password?: string): Response;
  unknownUser(index: number): string;
  wrong(index: number, attempt: number): string;
  /** Waits, or moves the clock of the emulator's locks where there is one to move. Seconds. */
  wait(seconds: number): void;
  /** Asks the emulator for something; false where there is none. */
  askEmulator(name: string, body: unknown): boolean;
  /** Looks at a response that an experiment sent for by itself, and counts it nowhere. */
  see(response: Response, throttlingIsFine?: boolean): Outcome;
  /** Leaves the experiment unclear, for a reason. */
  doubt(reason: string): void;
  /** A new experiment begins: what was in doubt before is not now. */
  begin(): void;
  /** @param isCertain where requests that got a broken answer are what was found */
  note(experiment: ExperimentName, id: string, result: ExpectationResult, found: string, isCertain?: boolean): void;
  /** Leaves out what is not asked of the target, whatever it answered. */
  skip(experiment: ExperimentName, id: string, reason: string): void;
}

const isToken = (value: unknown): boolean => typeof value === 'string' && value !== '';

export function createContext(sending: Sending, { lockout, cohortSlices }: Experimenting, session: Session): ExperimentContext {
  const { pool, request, loopback } = sending;
  const secret = poolSecret(sending);
  const userOf = usersOf(sending);
  let unanswered = 0;
  let doubts: string[] = [];

  // No answer, or that of a broken server, leaves everything unclear.
  const heard = (outcome: Outcome, throttlingIsFine = false): Outcome => {
    if (outcome === 'throttled' ? !throttlingIsFine : isError(outcome, 'either')) unanswered += 1;
    return outcome;
  };

  // Who guesses keeps no cookies, and all experiments are one iteration of k6, which forgets them only after it.
  const forgetCookies = (): void => cookieJar().clear(request.tokenUrl);

  const see: ExperimentContext['see'] = (response, throttlingIsFine) => {
    const asked: Asked = { operation: 'sign-in', expects: 'either', secrets: [] };
    return heard(
      session.slowPath().examiner().examine(asked, unseal('slow-path').toAnswer(response, Date.now())).outcome,
      throttlingIsFine,
    );
  };

  const origin = /^https?:\/\/[^/]+/.exec(request.tokenUrl)?.[0] ?? '';

  // Another server on loopback is asked once.
  let mayBeEmulator = loopback;
  const askEmulator: ExperimentContext['askEmulator'] = (name, body) => {
    if (!mayBeEmulator) return false;
    const params = { responseCallback: null, tags: { op: 'emulator' } };
    const answer = put(`${origin}/_emulator/${name}`, JSON.stringify(body), params as unknown as Parameters<typeof put>[2]);
    // Some servers answer 200 to everything.
    mayBeEmulator = answer.status === 200 && answer.headers['X-Emulator'] === 'k6-ropc';
    return mayBeEmulator;
  };

  return {
    lockout,
    session,
    askEmulator,
    see,
    doubt: (reason) => {
      doubts.push(reason);
    },
    begin: () => {
      unanswered = 0;
      doubts = [];
    },
    users: (cohort, from, to) => {
      const slice = cohortSlices[cohort];
      if (!slice) throw new Error(`the pool has no cohort ${cohort}`);
      const { first, count } = slice;
      const start = Math.floor(count * from);
      return { first: first + start, count: Math.floor(count * to) - start };
    },
    userAt: userOf,
    unknownUser: (index) => usernameAt({ ...pool, prefix: 'nobody-' }, index),
    wrong: (index, attempt) => wrongPassword(pool, secret, hmac, index, attempt),
    signIn: (index) => {
      const { username, password } = userOf(index);
      forgetCookies();
      const asked: Asked = { operation: 'sign-in', expects: 'either', secrets: [password], user: index };
      const { outcome, inspection } = session.judge(
        asked,
        'experiment',
        session.client.signIn('sign-in', 'experiment', username, password),
      );
      // A token that breaks a rule lets its user in all the same.
      return heard(outcome) === 'ok' || isToken(inspection.body?.access_token);
    },
    answerTo: (index, spell = (username) => username) => {
      forgetCookies();
      const { username, password } = userOf(index);
      const response = session.client.signIn('sign-in', 'experiment', spell(username), password);
      see(response);
      return response;
    },
    fail: (index, attempt, password = wrongPassword(pool, secret, hmac, index, attempt)) => {
      forgetCookies();
      const { username } = userOf(index);
      const response = session.client.signIn('failed-sign-in', 'experiment', username, password);
      const asked: Asked = { operation: 'failed-sign-in', expects: 'refused', secrets: [password], user: index };
      heard(session.judge(asked, 'experiment', response).outcome);
      return response;
    },
    wait: (seconds) => {
      if (askEmulator('locks', { seconds })) return;
      sleep(seconds);
      // The target may have closed the connection just now. k6 sends a GET again over a new one, and a POST not.
      get(request.tokenUrl, { ...requestParams(request.timeout, {}, 'connect'), responseCallback: null } as unknown as Parameters<
        typeof get
      >[1]);
    },
    skip: (experiment, id, reason) => countExpectation(experiment, id, 'skipped', reason),
    note: (experiment, id, result, found, isCertain = false) => {
      const reasons = unanswered > 0 ? [`${unanswered} requests got no answer, a broken or a throttled one`, ...doubts] : doubts;
      countExpectation(experiment, id, reasons.length > 0 && !isCertain ? 'unclear' : result, [found, ...reasons].join('; '));
    },
  };
}
