import exec from 'k6/execution';
import { chooseUser } from '../core/choice.js';
import type { Asked, Identity } from '../core/contract/types.js';
import { phaseAt } from '../core/plan/phase.js';
import { wrongPassword } from '../core/pool.js';
import type { Operation } from '../core/provider.js';
import { type Brief, poolSecret } from './brief.js';
import { hmac } from './primitives.js';
import { createSession, type Judged, type Session } from './session.js';
import { usersOf } from './users.js';

/** What one virtual user does, one iteration at a time. @param turn the iteration's number in the whole test */
export interface User {
  session: Session;
  signIn(turn: number): Promise<void> | undefined;
  refresh(turn: number): Promise<void> | undefined;
  failedSignIn(turn: number): void;
  /** Signs in the user of an index. */
  signInAs(index: number, phase: string, thorough: boolean): Judged;
  /** Redeems the refresh token of an answer, if it has one. */
  redeem(judged: Judged, phase: string): Judged | undefined;
}

export function createUser(brief: Brief): User {
  const { pool, slices, phases, verifyEvery, choice } = brief;
  const { 'sign-in': honest, refresh: staying, 'failed-sign-in': failing } = slices;
  const secret = poolSecret(brief);
  const userAt = usersOf(brief);
  const session = createSession(brief);
  // One virtual user is one signed-in person: it keeps its newest token from iteration to iteration.
  let held: { refreshToken: string; before: Identity } | undefined;

  const phaseNow = () => phaseAt(phases, Date.now() - exec.scenario.startTime).name;

  // A share of the answers goes the full way, its signatures too, so that the short way is held to it.
  const isThorough = (turn: number) => verifyEvery > 0 && turn % verifyEvery === 0;

  const verify = (op: Operation, { inspection }: Judged): Promise<void> | undefined =>
    inspection.tokens && session.verify(op, inspection).then(() => undefined);

  const signInAs: User['signInAs'] = (index, phase, thorough) => {
    const user = userAt(index);
    const asked: Asked = { operation: 'sign-in', expects: 'granted', secrets: [user.password] };
    return session.judge(asked, phase, session.client.signIn('sign-in', user.username, user.password), thorough);
  };

  const keep = ({ inspection, outcome }: Judged): void => {
    const { refreshToken, identity = {} } = inspection;
    const { sub, oid, aud } = identity;
    held = outcome === 'ok' && refreshToken !== undefined ? { refreshToken, before: { sub, oid, aud } } : undefined;
  };

  const redeemHeld = (phase: string, thorough: boolean): Judged | undefined => {
    if (!held) return undefined;
    const { refreshToken, before } = held;
    const asked: Asked = { operation: 'refresh', expects: 'granted', before, secrets: [] };
    const judged = session.judge(asked, phase, session.client.refresh(refreshToken), thorough);
    // RFC 6749, section 6: a new refresh token may come, and then replaces the old one.
    if (judged.outcome === 'ok') held = { before, refreshToken: judged.inspection.refreshToken ?? refreshToken };
    else if (judged.outcome === 'false-rejection') held = undefined;
    return judged;
  };

  return {
    session,
    signInAs,
    redeem: (judged, phase) => {
      keep(judged);
      return redeemHeld(phase, false);
    },
    signIn: (turn) => {
      const thorough = isThorough(turn);
      const judged = signInAs(chooseUser(choice, honest, turn), phaseNow(), thorough);
      return thorough ? verify('sign-in', judged) : undefined;
    },
    refresh: (turn) => {
      const thorough = isThorough(turn);
      if (!held) keep(signInAs(staying.first + staying.count - 1 - (exec.vu.idInTest % staying.count), 'sign-in-first', false));
      const judged = redeemHeld(phaseNow(), thorough);
      return judged && thorough ? verify('refresh', judged) : undefined;
    },
    failedSignIn: (turn) => {
      const index = failing.first + (turn % failing.count);
      const { username } = userAt(index);
      const password = wrongPassword(pool, secret, hmac, index, Math.floor(turn / failing.count));
      const asked: Asked = { operation: 'failed-sign-in', expects: 'refused', secrets: [password] };
      session.judge(asked, phaseNow(), session.client.signIn('failed-sign-in', username, password));
    },
  };
}
