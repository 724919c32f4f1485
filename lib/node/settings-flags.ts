import { resolve } from 'node:path';
import type { Command } from 'commander';
import { catalogue, environmentName, flagName, type Setting, type SettingKey } from '../core/settings/catalogue.js';
import type { RawSettings } from '../core/settings/resolve.js';

const KEYS = Object.keys(catalogue) as SettingKey[];

/** Adds a flag for every setting of the catalogue, but for secrets, which come from the environment only. */
export function addSettingFlags(command: Command): Command {
  for (const key of KEYS) {
    const { meaning, fallback, demo, secret, type } = catalogue[key] as Setting<unknown>;
    if (secret || key === 'profile') continue;
    const values = /^(one|some) of /.test(type.takes) ? `: ${type.takes}` : '';
    const standard = fallback === undefined ? '' : ` (default: ${fallback})`;
    const emulator = demo === undefined ? '' : ` (on loopback: ${demo})`;
    command.option(`${flagName(key)} <value>`, `${meaning}${values}${standard}${emulator} [${environmentName(key)}]`);
  }
  const secrets = KEYS.filter((key) => (catalogue[key] as Setting<unknown>).secret).map(environmentName);
  return command.addHelpText('after', `\nSecrets come from the environment only: ${secrets.join(', ')}.`);
}

/** The settings among a command's options, as they were typed. */
export function flagsOf(options: Record<string, unknown>): RawSettings {
  const entries = KEYS.filter((key) => typeof options[key] === 'string').map((key) => [key, options[key]]);
  return Object.fromEntries(entries) as RawSettings;
}

/** Flags over environment, as ROPC_* variables: what k6 gets. k6 would look for a file beside its bundle, so a path is made whole. */
export function settingVariables(flags: RawSettings): Record<string, string> {
  // With those that are misspelt, so that they are refused.
  const own = Object.entries(process.env).filter(([name]) => name.startsWith('ROPC_'));
  const variables = Object.fromEntries(own) as Record<string, string>;
  for (const key of KEYS) {
    const value = flags[key] ?? process.env[environmentName(key)];
    if (value !== undefined) variables[environmentName(key)] = key === 'poolFile' && value.trim() !== '' ? resolve(value) : value;
  }
  return variables;
}

/** The flags that repeat a run, without a secret among them. */
export function flagsToRepeat(variables: Record<string, string>): string[] {
  return KEYS.filter((key) => !(catalogue[key] as Setting<unknown>).secret && key !== 'profile').flatMap((key) => {
    const value = variables[environmentName(key)];
    return value === undefined ? [] : [flagName(key), /^[\w./:@,-]+$/.test(value) ? value : `'${value}'`];
  });
}
