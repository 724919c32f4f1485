import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { openCore } from '../../dist/generated/core.js';
import type { ScenarioName } from '../core/plan/scenarios.js';
import type { Brief } from './brief.js';
import { fetchPublished } from './discovery.js';
import type { Environment } from './environment.js';
import { countException } from './metrics.js';
import { importedPool } from './pool-file.js';
import { createUser, type User } from './user.js';
import { variables } from './variables.js';

type Iteration = (brief: Brief) => void | Promise<void>;

/** What a scenario file exports. */
export interface Load {
  options: Options;
  setup: () => Brief;
  handleSummary: (data: object) => Record<string, string>;
  signIn: Iteration;
  refresh: Iteration;
  failedSignIn: Iteration;
}

const environmentOf = (name: ScenarioName): Environment => openCore().readEnvironment(variables, name, importedPool?.size);

/** What setup() returned reaches a VU as a Go map, which is slow to read and in no order: a copy is plain JavaScript. */
export function ownCopy(brief: Brief | undefined): Brief | undefined {
  return brief && (JSON.parse(JSON.stringify(brief)) as Brief);
}

/** One user signs in and redeems a token, so that every virtual user knows from the start what a right answer looks like. */
function learnAnswers(brief: Brief, { provider }: Environment): void {
  if (provider.tokens !== 'jwt') return;
  const user = createUser(brief);
  const { 'sign-in': users } = brief.slices;
  const signedIn = user.signInAs(users.first + users.count - 1, 'setup', false);
  if (brief.operations.includes('refresh')) user.redeem(signedIn, 'setup');
}

/** Everything behind a load scenario: the plan as k6 options, and one iteration function an operation. */
export function load(name: ScenarioName): Load {
  // k6 reads the options of VU 0 only; the other VUs get what they need from setup().
  const options = __VU === 0 ? openCore().loadOptions(environmentOf(name).plan) : {};
  let user: User | undefined;

  const guarded = (iterate: (user: User) => Promise<void> | undefined | void): Iteration => {
    return (brief) => {
      try {
        // Without setup() (k6 run --no-setup) a VU works it out by itself.
        user ??= createUser(ownCopy(brief) ?? openCore().makeBrief(environmentOf(name), undefined, name));
        return iterate(user)?.catch(countException);
      } catch (error) {
        return countException(error);
      }
    };
  };

  const turn = () => exec.scenario.iterationInTest;
  return {
    options,
    setup: () => {
      const environment = environmentOf(name);
      const brief = openCore().makeBrief(environment, fetchPublished(environment).published, name);
      learnAnswers(brief, environment);
      return brief;
    },
    handleSummary: (data) => openCore().summarize(environmentOf(name).plan, data),
    signIn: guarded((opened) => opened.signIn(turn())),
    refresh: guarded((opened) => opened.refresh(turn())),
    failedSignIn: guarded((opened) => opened.failedSignIn(turn())),
  };
}
