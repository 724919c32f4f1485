import exec from 'k6/execution';
import type { Options } from 'k6/options';
import type { Asked } from '../core/contract/types.js';
import { phaseAt } from '../core/plan/plan.js';
import { SCENARIOS, type ScenarioName } from '../core/plan/scenarios.js';
import { cohortSlice, userAt, wrongPassword } from '../core/pool.js';
import { fetchPublished, type Published } from './discovery.js';
import { readEnvironment } from './environment.js';
import { countException } from './metrics.js';
import { loadOptions } from './options.js';
import { hmac } from './primitives.js';
import { createSession, type Judged, type Session } from './session.js';
import { summarize } from './summary.js';

type Iteration = (published: Published) => void | Promise<void>;

/** What a scenario file exports. */
export interface Load {
  options: Options;
  setup: () => Published;
  handleSummary: (data: object) => Record<string, string>;
  signIn: Iteration;
  refresh: Iteration;
  failedSignIn: Iteration;
}

/** Everything behind a load scenario: the plan as k6 options, and one iteration function an operation. */
export function load(name: ScenarioName): Load {
  const environment = readEnvironment(SCENARIOS[name]);
  const { settings, plan } = environment;
  const { pool } = plan;
  const secret = settings.poolSecret as string;
  const honest = cohortSlice(pool, 'honest');
  const lockout = cohortSlice(pool, 'lockout');
  const verifyEvery = settings.verifyShare > 0 ? Math.max(1, Math.round(1 / settings.verifyShare)) : 0;

  let session: Session | undefined;
  const sessionFor = (published: Published): Session => {
    session ??= createSession(environment, published);
    return session;
  };

  const phaseNow = () => phaseAt(plan, Date.now() - exec.scenario.startTime).name;

  const verifySome = (opened: Session, op: string, judged: Judged): void | Promise<void> => {
    if (verifyEvery === 0 || !judged.inspection.access || exec.scenario.iterationInTest % verifyEvery !== 0) return;
    return opened.verify(op, judged.inspection).then(() => undefined);
  };

  const signInAs = (opened: Session, index: number, phase: string): Judged => {
    const user = userAt(pool, secret, hmac, index);
    const asked: Asked = { operation: 'sign-in', expects: 'granted', secrets: [user.password] };
    return opened.judge(asked, phase, opened.client.signIn('sign-in', user.username, user.password));
  };

  const signIn: Iteration = (published) => {
    const opened = sessionFor(published);
    const index = honest.first + (exec.scenario.iterationInTest % honest.count);
    return verifySome(opened, 'sign-in', signInAs(opened, index, phaseNow()));
  };

  const failedSignIn: Iteration = (published) => {
    const opened = sessionFor(published);
    const turn = exec.scenario.iterationInTest;
    const index = lockout.first + (turn % lockout.count);
    const { username } = userAt(pool, secret, hmac, index);
    const password = wrongPassword(pool, secret, hmac, index, Math.floor(turn / lockout.count));
    const asked: Asked = { operation: 'failed-sign-in', expects: 'refused', secrets: [password] };
    opened.judge(asked, phaseNow(), opened.client.signIn('failed-sign-in', username, password));
  };

  // One virtual user is one signed-in person: it keeps its newest token from iteration to iteration.
  let held: { refreshToken: string; sub: unknown; oid: unknown; aud: unknown } | undefined;

  const keep = ({ inspection, outcome }: Judged): void => {
    const token = inspection.body?.refresh_token;
    const claims = inspection.access?.claims;
    held =
      outcome === 'ok' && typeof token === 'string'
        ? { refreshToken: token, sub: claims?.sub, oid: claims?.oid, aud: claims?.aud }
        : undefined;
  };

  const refresh: Iteration = (published) => {
    const opened = sessionFor(published);
    if (!held) keep(signInAs(opened, honest.first + honest.count - 1 - (exec.vu.idInTest % honest.count), 'sign-in-first'));
    if (!held) return;
    const { refreshToken, ...before } = held;
    const phase = phaseNow();
    const asked: Asked = { operation: 'refresh', expects: 'granted', before, secrets: [] };
    const judged = opened.judge(asked, phase, opened.client.refresh(refreshToken));
    const next = judged.inspection.body?.refresh_token;
    // RFC 6749, section 6: a new refresh token may come, and then replaces the old one.
    if (judged.outcome === 'ok') held = typeof next === 'string' ? { ...held, refreshToken: next } : held;
    else if (judged.outcome === 'false-rejection') held = undefined;
    return verifySome(opened, 'refresh', judged);
  };

  return {
    options: loadOptions(plan),
    setup: () => fetchPublished(environment),
    handleSummary: (data) => summarize(plan, data),
    signIn: guarded(signIn),
    refresh: guarded(refresh),
    failedSignIn: guarded(failedSignIn),
  };
}

function guarded(iteration: Iteration): Iteration {
  return (published) => {
    try {
      return iteration(published)?.catch(countException);
    } catch (error) {
      return countException(error);
    }
  };
}
