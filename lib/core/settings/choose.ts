import { formatDuration } from '../duration.js';
import { findNamed } from '../find-named.js';
import type { Profile } from '../plan/profile.js';
import type { Provider } from '../provider.js';
import type { Settings } from './catalogue.js';
import { resolveSettings, type SettingSources } from './resolve.js';

export interface Chosen {
  settings: Settings;
  provider: Provider;
  profile: Profile;
}

/** A tenant may have another lockout than its provider declares. */
function withLockout(provider: Provider, { lockoutThreshold, lockoutDuration }: Settings): Provider {
  const duration = lockoutDuration === undefined ? {} : { duration: formatDuration(lockoutDuration) };
  return { ...provider, lockout: { ...provider.lockout, ...lockoutThreshold, ...duration } };
}

/**
 * Reads the settings twice: once to learn which provider and profile are meant, once with what these two say.
 *
 * @throws UsageError where a setting, the provider's or the profile's name is no good
 */
export function chooseSettings(
  sources: Pick<SettingSources, 'flags' | 'environment'>,
  providers: readonly Provider[],
  profiles: readonly Profile[],
): Chosen {
  const first = resolveSettings(sources);
  const provider = findNamed('provider', providers, first.provider);
  const profile = findNamed('profile', profiles, first.profile);
  const settings = resolveSettings({ ...sources, provider: provider.settings, ...(profile.settings && { profile: profile.settings }) });
  return { settings, provider: withLockout(provider, settings), profile };
}
