import { chooseUser } from '../core/choice.js';
import { ownUserFinding, type SignedIn, subjectOf } from '../core/contract/checks/own-user.js';
import type { Asked } from '../core/contract/types.js';
import { nextToken } from '../core/next-token.js';
import { FIRST_SIGN_INS } from '../core/plan/phase.js';
import { wrongPassword } from '../core/pool.js';
import { becomeWitness, isDue, type Witness, type Witnesses } from '../core/witness.js';
import { createArrival } from './arrival.js';
import { poolSecret, type ReadBrief } from './brief.js';
import { codec } from './codec.js';
import { exec } from './execution.js';
import { hmac } from './hmac.js';
import { type KeptToken, keptToken } from './kept-token.js';
import { createSession, type Session } from './session.js';
import type { Judged } from './slow-path.js';
import type { Grant } from './token-client.js';
import { usersOf } from './users.js';

/** What one virtual user does, one iteration at a time. */
export interface User {
  session: Session;
  signIn(): Promise<void> | undefined;
  refresh(): Promise<void> | undefined;
  failedSignIn(): void;
  /** Signs in the user of an index. */
  signInAs(index: number, phase: string, slowly: boolean): Judged;
  /** Redeems the refresh token of an answer, which signed in the user of an index, if it has one. */
  redeem(judged: Judged, phase: string, index: number): Judged | undefined;
}

const NO_WITNESSES: Witnesses = { every: 0, turns: [] };

export function createUser(readBrief: ReadBrief): User {
  const sending = readBrief('sending');
  const { pool, operationSlices, witnesses, choice, tokens: spent } = sending;
  const { 'sign-in': signInUsers, refresh: refreshUsers, 'failed-sign-in': failingUsers } = operationSlices;
  const secret = poolSecret(sending);
  const userAt = usersOf(sending);
  const session = createSession(readBrief);
  const { holdBack, phaseNow } = createArrival(sending);
  // One virtual user is one signed-in person: it keeps its newest token from iteration to iteration.
  let kept: KeptToken | undefined;

  // k6 builds this object on each access (9 us), but it stays current, so iterations that need it keep it; it is large (5 kB).
  let scenario: typeof exec.scenario | undefined;
  const iterationInTest = (): number => {
    scenario ??= exec.scenario;
    return scenario.iterationInTest;
  };
  const asWitness: Partial<Record<Grant, Witness>> = {};
  const witnessOf = (grant: Grant): Witness => {
    asWitness[grant] ??= becomeWitness(witnesses[grant] ?? NO_WITNESSES, exec.scenario);
    return asWitness[grant];
  };

  /** @param op counted as, so that no gate on one stands on answers of another. @param index of the user who signed in; none for a refresh */
  const verify = (op: string, { inspection, outcome }: Judged, index?: number): Promise<void> | undefined => {
    const { tokens, identity } = inspection;
    if (!tokens) return undefined;
    const sha256 = (text: string): string => codec.sha256(text, 'base64rawurl');
    const subject = index !== undefined && outcome === 'ok' && identity ? subjectOf(index, identity, sha256) : undefined;
    return session
      .slowPath()
      .verify(op, inspection, '', subject)
      .then(() => undefined);
  };

  let signedIn: SignedIn | undefined;
  const checkOwnUser = (now: SignedIn): void => {
    const finding = ownUserFinding(signedIn, now);
    if (finding) session.slowPath().report(finding, 'sign-in');
    signedIn = now;
  };

  const signInAs: User['signInAs'] = (index, phase, slowly) => {
    const user = userAt(index);
    const asked: Asked = { operation: 'sign-in', expects: 'granted', secrets: [user.password], user: index };
    if (pool.signInType === 'email') asked.email = user.username;
    const judged = session.judge(asked, phase, session.client.signIn('sign-in', phase, user.username, user.password), slowly);
    const { identity } = judged.inspection;
    if (judged.outcome === 'ok' && identity) checkOwnUser({ index, identity });
    return judged;
  };

  const redeemHeld = (phase: string, slowly: boolean): Judged | undefined => {
    if (!kept) return undefined;
    const judged = session.judge(kept, phase, session.client.refresh(phase, kept.sent), slowly);
    const next = nextToken(kept.sent, judged.outcome, judged.inspection, spent);
    if (next === undefined) kept = undefined;
    else kept.sent = next;
    return judged;
  };

  return {
    session,
    signInAs,
    redeem: (judged, phase, index) => {
      kept = keptToken(judged, index);
      return redeemHeld(phase, false);
    },
    signIn: () => {
      holdBack('sign-in');
      const witness = witnessOf('sign-in');
      const slowly = isDue(witness);
      const index = chooseUser(choice, signInUsers, iterationInTest());
      const judged = signInAs(index, phaseNow(), slowly);
      if (!slowly) return undefined;
      if (judged.inspection.tokens) witness.due += witness.every;
      return verify('sign-in', judged, index);
    },
    refresh: () => {
      holdBack('refresh');
      const witness = witnessOf('refresh');
      const slowly = isDue(witness);
      // k6 builds exec.vu on each access: only who signs in looks at it.
      const index = kept ? -1 : refreshUsers.first + refreshUsers.count - 1 - (exec.vu.idInTest % refreshUsers.count);
      const first = kept ? undefined : signInAs(index, FIRST_SIGN_INS, slowly);
      if (first) kept = keptToken(first, index);
      const judged = redeemHeld(phaseNow(), slowly);
      if (!slowly) return undefined;
      if (judged?.inspection.tokens) witness.due += witness.every;
      const verified = first && verify(FIRST_SIGN_INS, first, index);
      const verifying = judged && verify('refresh', judged);
      return verified ? verified.then(() => verifying) : verifying;
    },
    failedSignIn: () => {
      holdBack('failed-sign-in');
      const turn = iterationInTest();
      const index = failingUsers.first + (turn % failingUsers.count);
      const { username, password: right } = userAt(index);
      const password = wrongPassword(pool, secret, hmac, index, Math.floor(turn / failingUsers.count));
      const asked: Asked = { operation: 'failed-sign-in', expects: 'refused', secrets: [password, right], user: index };
      const phase = phaseNow();
      session.judge(asked, phase, session.client.signIn('failed-sign-in', phase, username, password));
    },
  };
}
