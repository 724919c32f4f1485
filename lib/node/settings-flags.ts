import { resolve } from 'node:path';
import type { Command } from 'commander';
import { catalogue, environmentName, flagName, type GroupName, groups, type Setting, type SettingKey } from '../core/settings/catalogue.js';
import type { RawSettings } from '../core/settings/resolve.js';

const HEADINGS: Record<GroupName, string> = {
  target: 'Target:',
  users: 'Users:',
  load: 'Load:',
  objectives: 'Objectives (SLO):',
  directory: 'Directory (Microsoft Graph):',
};

/** The groups of settings that each command takes; the others may be in the environment, and are ignored. */
export const TAKES = {
  run: ['target', 'users', 'load', 'objectives'],
  contract: ['target', 'users'],
  pool: ['target', 'users'],
  directory: ['target', 'users', 'directory'],
  doctor: ['target', 'users', 'load', 'objectives', 'directory'],
} as const satisfies Record<string, readonly GroupName[]>;

type Entry = [key: SettingKey, setting: Setting<unknown>];

const settingsOf = (group: GroupName): Entry[] => Object.entries(groups[group]) as Entry[];
const ALL = Object.entries(catalogue) as Entry[];
// The profile is an argument, and a command line is for everybody to read.
export const hasFlag = ([key, { secret }]: Entry): boolean => !secret && key !== 'profile';

function describe([key, { meaning, fallback, demo, type }]: Entry): string {
  const values = /^(one|some) of /.test(type.takes) ? `: ${type.takes}` : '';
  const standard = fallback === undefined ? '' : ` (default: ${fallback})`;
  const emulator = demo === undefined ? '' : ` (on loopback: ${demo})`;
  return `${meaning}${values}${standard}${emulator} [${environmentName(key)}]`;
}

/** Adds a flag for every setting of some groups, but for secrets, which come from the environment only. */
export function addSettingFlags(command: Command, names: readonly GroupName[]): Command {
  for (const name of names) {
    command.optionsGroup(HEADINGS[name]);
    for (const entry of settingsOf(name).filter(hasFlag)) command.option(`${flagName(entry[0])} <value>`, describe(entry));
  }
  const secrets = names.flatMap(settingsOf).filter(([, { secret }]) => secret);
  const variables = secrets.map(([key]) => environmentName(key)).join(', ');
  return command.optionsGroup('Options:').addHelpText('after', `\nSecrets come from the environment only: ${variables}.`);
}

/** The settings among a command's options, as they were typed. */
export function flagsOf(options: Record<string, unknown>): RawSettings {
  const entries = ALL.filter(([key]) => typeof options[key] === 'string').map(([key]) => [key, options[key]]);
  return Object.fromEntries(entries) as RawSettings;
}

/** Flags over environment, as ROPC_* variables: what k6 gets. k6 would look for a file beside its bundle, so a path is made whole. */
export function settingVariables(flags: RawSettings): Record<string, string> {
  // With those that are misspelt, so that they are refused.
  const own = Object.entries(process.env).filter(([name]) => name.startsWith('ROPC_'));
  const variables = Object.fromEntries(own) as Record<string, string>;
  for (const [key] of ALL) {
    const value = flags[key] ?? process.env[environmentName(key)];
    if (value !== undefined) variables[environmentName(key)] = key === 'poolFile' && value.trim() !== '' ? resolve(value) : value;
  }
  return variables;
}

/** A word as a POSIX shell takes it. */
export function quoted(word: string): string {
  return /^[\w./:@,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The flags that repeat a command which takes these groups, without a secret among them. */
export function flagsToRepeat(variables: Record<string, string>, names: readonly GroupName[]): string[] {
  return names
    .flatMap(settingsOf)
    .filter(hasFlag)
    .flatMap(([key]) => {
      const value = variables[environmentName(key)];
      return value === undefined ? [] : [flagName(key), quoted(value)];
    });
}
