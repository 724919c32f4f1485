import { pools, profiles, providers } from '../../dist/generated/data.js';
import { findNamed } from '../core/find-named.js';
import { makePlan, type Plan } from '../core/plan/plan.js';
import type { ScenarioName } from '../core/plan/profile.js';
import { importedDefinition } from '../core/pool.js';
import type { Provider } from '../core/provider.js';
import type { Settings } from '../core/settings/catalogue.js';
import { chooseSettings } from '../core/settings/choose.js';

/** Everything that is known before the first request: read from -e ROPC_* and data/. */
export interface Environment {
  settings: Settings;
  provider: Provider;
  plan: Plan;
}

/**
 * Reads the environment of a k6 run.
 *
 * @param variables ROPC_*
 * @param imported users of an imported pool
 * @throws UsageError in the init context, so that k6 stops before it sends anything
 */
export function readEnvironment(variables: Record<string, string>, scenario?: ScenarioName, imported?: number): Environment {
  const { settings, provider, profile } = chooseSettings({ environment: variables }, providers, profiles);
  const pool = imported === undefined ? findNamed('pool', pools, settings.pool) : importedDefinition(imported);
  const plan = makePlan({ settings, provider, profile, pool, ...(scenario && { scenario }) });
  return { settings, provider, plan };
}
