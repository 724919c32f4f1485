import exec from 'k6/execution';
import { chooseUser } from '../core/choice.js';
import type { Asked } from '../core/contract/types.js';
import { phaseAt } from '../core/plan/phase.js';
import type { LoadOperation } from '../core/plan/profile.js';
import { wrongPassword } from '../core/pool.js';
import { createWitness, type Witness } from '../core/witness.js';
import { type Brief, poolSecret } from './brief.js';
import { hmac } from './primitives.js';
import { createSession, type Judged, type Session } from './session.js';
import { usersOf } from './users.js';

/** What one virtual user does, one iteration at a time. */
export interface User {
  session: Session;
  signIn(): Promise<void> | undefined;
  refresh(): Promise<void> | undefined;
  failedSignIn(): void;
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
  let held: { refreshToken: string; asked: Asked } | undefined;

  // k6 makes this object anew whenever it is asked for it, but what it says is always of now.
  let found: typeof exec.scenario | undefined;
  const scenario = (): typeof exec.scenario => {
    found ??= exec.scenario;
    return found;
  };
  const iterationHere = () => scenario().iterationInInstance;
  const signInWitness = createWitness(verifyEvery, iterationHere);
  const refreshWitness = createWitness(verifyEvery, iterationHere);

  const phaseNow = () => phaseAt(phases, Date.now() - scenario().startTime).name;

  const verify = (op: LoadOperation, { inspection }: Judged, witness: Witness): Promise<void> | undefined => {
    if (!inspection.tokens) return undefined;
    witness.hasSeen();
    return session.verify(op, inspection).then(() => undefined);
  };

  const signInAs: User['signInAs'] = (index, phase, thorough) => {
    const user = userAt(index);
    const asked: Asked = { operation: 'sign-in', expects: 'granted', secrets: [user.password] };
    return session.judge(asked, phase, session.client.signIn('sign-in', phase, user.username, user.password), thorough);
  };

  const keep = ({ inspection, outcome }: Judged): void => {
    const { refreshToken, identity = {} } = inspection;
    const { sub, oid, aud } = identity;
    const asked: Asked = { operation: 'refresh', expects: 'granted', before: { sub, oid, aud }, secrets: [] };
    held = outcome === 'ok' && refreshToken !== undefined ? { refreshToken, asked } : undefined;
  };

  const redeemHeld = (phase: string, thorough: boolean): Judged | undefined => {
    if (!held) return undefined;
    const judged = session.judge(held.asked, phase, session.client.refresh(phase, held.refreshToken), thorough);
    // RFC 6749, section 6: a new refresh token may come, and then replaces the old one.
    if (judged.outcome === 'ok') held.refreshToken = judged.inspection.refreshToken ?? held.refreshToken;
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
    signIn: () => {
      const thorough = signInWitness.isDue();
      const judged = signInAs(chooseUser(choice, honest, scenario().iterationInTest), phaseNow(), thorough);
      return thorough ? verify('sign-in', judged, signInWitness) : undefined;
    },
    refresh: () => {
      const thorough = refreshWitness.isDue();
      if (!held) keep(signInAs(staying.first + staying.count - 1 - (exec.vu.idInTest % staying.count), 'sign-in-first', false));
      const judged = redeemHeld(phaseNow(), thorough);
      return judged && thorough ? verify('refresh', judged, refreshWitness) : undefined;
    },
    failedSignIn: () => {
      const turn = scenario().iterationInTest;
      const index = failing.first + (turn % failing.count);
      const { username } = userAt(index);
      const password = wrongPassword(pool, secret, hmac, index, Math.floor(turn / failing.count));
      const asked: Asked = { operation: 'failed-sign-in', expects: 'refused', secrets: [password] };
      const phase = phaseNow();
      session.judge(asked, phase, session.client.signIn('failed-sign-in', phase, username, password));
    },
  };
}
