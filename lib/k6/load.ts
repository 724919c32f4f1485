import type { Options } from 'k6/options';
import { unseal } from '../../dist/generated/sealed.js';
import type { ScenarioName } from '../core/plan/profile.js';
import { type Brief, type Handed, handOver, type ReadBrief, readHanded } from './brief.js';
import { fetchPublished } from './discovery.js';
import type { Environment } from './environment.js';
import { countException } from './metrics.js';
import { importedPool } from './pool-file.js';
import { createUser, type User } from './user.js';
import { variables } from './variables.js';

type Iteration = (handed: Handed) => void | Promise<void>;

/** What a scenario file exports. */
export interface Load {
  options: Options;
  setup: () => Handed;
  handleSummary: (data: object) => Record<string, string>;
  signIn: Iteration;
  refresh: Iteration;
  failedSignIn: Iteration;
}

const environmentOf = (name: ScenarioName): Environment => unseal('planning').readEnvironment(variables(), name, importedPool?.size);

const optionsOf = ({ plan, settings }: Environment): Options => unseal('planning').loadOptions(plan, settings.timeout);

/** One user signs in and redeems a token, so that every virtual user knows from the start what a right answer looks like. */
function learnAnswers(brief: Brief, { provider, plan }: Environment): Brief {
  if (provider.tokens !== 'jwt') return brief;
  const user = createUser((part) => brief[part]);
  const { 'sign-in': users } = brief.sending.operationSlices;
  const index = users.first + users.count - 1;
  const signedIn = user.signInAs(index, 'setup', false);
  if (plan.operations.some(({ name }) => name === 'refresh')) user.redeem(signedIn, 'setup', index);
  return { ...brief, learned: user.session.recogniser.readLearned() };
}

/** Everything behind a load scenario: the plan as k6 options, and one iteration function an operation. */
export function load(name: ScenarioName): Load {
  // k6 reads the options of VU 0 only; the other VUs get what they need from setup().
  const options = __VU === 0 ? optionsOf(environmentOf(name)) : {};
  let user: User | undefined;

  // Without setup() (k6 run --no-setup) a VU works it out by itself.
  const readOwn = (): ReadBrief => {
    const brief = unseal('planning').makeBrief(environmentOf(name));
    return (part) => brief[part];
  };

  const guarded = (iterate: (user: User) => Promise<void> | undefined | void): Iteration => {
    return (handed) => {
      try {
        user ??= createUser(handed ? readHanded(handed) : readOwn());
        return iterate(user)?.catch(countException);
      } catch (error) {
        return countException(error);
      }
    };
  };

  return {
    options,
    setup: () => {
      const environment = environmentOf(name);
      const brief = unseal('planning').makeBrief(environment, fetchPublished(environment).published);
      return handOver(learnAnswers(brief, environment));
    },
    handleSummary: (data) => unseal('planning').summarize(environmentOf(name).plan, data),
    signIn: guarded((opened) => opened.signIn()),
    refresh: guarded((opened) => opened.refresh()),
    failedSignIn: guarded((opened) => opened.failedSignIn()),
  };
}
