import { profiles, providers } from '../../../dist/generated/data.js';
import { catalogue, environmentName, type Setting, type SettingKey } from '../../core/settings/catalogue.js';
import { chooseSettings } from '../../core/settings/choose.js';
import type { RawSettings } from '../../core/settings/resolve.js';
import { resolveTarget } from '../../core/target.js';
import { UsageError } from '../../core/usage-error.js';
import { findK6 } from '../k6-program/find.js';
import { importedUsers } from '../pool/imported.js';
import { settingVariables } from '../settings-flags.js';

function line(good: boolean, name: string, text: string): boolean {
  console.log(`${good ? 'ok     ' : 'problem'}  ${name.padEnd(8)}${text}`);
  return good;
}

function checkK6(): boolean {
  const tried: string[] = [];
  const found = findK6(tried);
  if (found) return line(true, 'k6', `${found.version} at ${found.path} (${found.from})${found.note ? `; ${found.note}` : ''}`);
  return line(false, 'k6', `${tried.join('; ')}. The next run downloads it, or builds it with Go.`);
}

function checkTarget(flags: RawSettings): boolean {
  const variables = settingVariables(flags);
  const { settings, provider, profile } = chooseSettings({ flags, environment: variables }, providers, profiles);
  if (settings.poolFile !== undefined) importedUsers(settings.poolFile).length;
  if (settings.baseUrl === undefined) return line(true, 'target', 'none is set: give --base-url, or --emulator to a run');
  const target = resolveTarget(settings, provider);
  line(true, 'target', `${target.tokenUrl} (${provider.title}${target.loopback ? ', loopback' : ''})`);
  for (const key of Object.keys(catalogue) as SettingKey[]) {
    const value = settings[key];
    if (value === undefined || key === 'baseUrl') continue;
    const { secret, fallback, demo } = catalogue[key] as Setting<unknown>;
    // As a person would write it.
    const typed = variables[environmentName(key)] ?? profile.settings?.[key] ?? provider.settings[key] ?? fallback ?? demo;
    const shown = secret ? '(set, not shown)' : typeof value === 'string' ? value : typed;
    console.log(`         ${environmentName(key).padEnd(26)}${shown}`);
  }
  return true;
}

/** Tells which k6, Node, target and settings a run would use, and what is missing. */
export function doctorCommand(flags: RawSettings): number {
  const checks: (() => boolean)[] = [() => line(true, 'Node', process.version), checkK6, () => checkTarget(flags)];
  let good = true;
  for (const check of checks) {
    try {
      good = check() && good;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      good = false;
      for (const problem of error.problems) line(false, '', problem);
    }
  }
  return good ? 0 : 2;
}
