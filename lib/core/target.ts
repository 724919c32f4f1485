import { isLoopback } from './base-url.js';
import { DEMO_POOL_SECRET } from './pool.js';
import type { Provider } from './provider.js';
import { environmentName, flagName, type SettingKey, type Settings } from './settings/catalogue.js';
import { waysToSet } from './settings/resolve.js';
import { UsageError } from './usage-error.js';

/** The endpoint under test, with every URL that the suite will call. */
export interface Target {
  provider: string;
  tokenUrl: string;
  discoveryUrl?: string;
  keysUrl?: string;
  otherPolicyTokenUrl?: string;
  loopback: boolean;
  tenant?: string;
  policy?: string;
  clientId: string;
  scope: string;
}

function fill(template: string, settings: Settings): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'base') return settings.baseUrl?.href ?? '';
    if (name === 'exactBase') return settings.baseUrl?.exact ?? '';
    return encodeURIComponent(String(settings[name as keyof Settings] ?? ''));
  });
}

function missing(settings: Settings, provider: Provider): string[] {
  const others: readonly SettingKey[] = [...provider.requires, ...(settings.poolFile ? [] : (['poolSecret'] as const))];
  // Of an unknown target it is not known what else it takes: on loopback nothing.
  const needed: readonly SettingKey[] = settings.baseUrl === undefined ? ['baseUrl'] : others;
  return needed
    .filter((key) => settings[key] === undefined)
    .map((key) => {
      const why = key === 'poolSecret' ? 'the passwords of the pool come from it' : `provider ${provider.name} needs it`;
      return `${environmentName(key)} is not set, and ${why}: ${waysToSet(key)}.`;
    });
}

function notAllowed(settings: Settings): string[] {
  const host = settings.baseUrl?.host ?? '';
  if (isLoopback(host) || settings.allowHost?.includes(host)) return [];
  return [
    `${host} is not on the allow-list: load goes only to loopback and to hosts that you name. ` +
      `If you may test it, say so with ${environmentName('allowHost')}=${host} or ${flagName('allowHost')} ${host}.`,
  ];
}

/** The target's name in the shape lock: whatever the host, the same tenant and policy have the same shapes. */
export function targetName({ tenant, policy, tokenUrl }: Target): string {
  if (tenant && policy) return `${tenant}/${policy}`.toLowerCase();
  return tokenUrl
    .replace(/^https?:\/\//, '')
    .replace(/:\d+\//, '/')
    .toLowerCase();
}

/**
 * Turns settings into the target. Refuses one that is incomplete or that nobody gave permission for.
 *
 * @throws UsageError
 */
export function resolveTarget(settings: Settings, provider: Provider): Target {
  const problems = missing(settings, provider);
  if (settings.baseUrl) problems.push(...notAllowed(settings));
  if (settings.poolSecret === DEMO_POOL_SECRET && !isLoopback(settings.baseUrl?.host ?? ''))
    problems.push(`${environmentName('poolSecret')} is the demo's, which everybody knows: set one of your own.`);
  if (settings.clientAuth !== 'none' && settings.clientSecret === undefined) {
    problems.push(`${environmentName('clientAuth')} is ${settings.clientAuth}, but no client secret is set: ${waysToSet('clientSecret')}.`);
  }
  const urls = provider.urls[settings.urlForm];
  if (!urls)
    problems.push(
      `${environmentName('urlForm')} is ${settings.urlForm}: provider ${provider.name} has only ${Object.keys(provider.urls).join(', ')}.`,
    );
  if (problems.length > 0 || !urls) throw new UsageError(problems);
  return {
    provider: provider.name,
    tokenUrl: fill(urls.token, settings),
    ...(urls.discovery && { discoveryUrl: fill(urls.discovery, settings) }),
    ...(urls.keys && { keysUrl: fill(urls.keys, settings) }),
    ...(settings.otherPolicy && { otherPolicyTokenUrl: fill(urls.token, { ...settings, policy: settings.otherPolicy }) }),
    loopback: isLoopback((settings.baseUrl as { host: string }).host),
    ...(settings.tenant && { tenant: settings.tenant }),
    ...(settings.policy && { policy: settings.policy }),
    clientId: settings.clientId as string,
    scope: settings.scope,
  };
}
