import { closest } from 'fastest-levenshtein';
import { isLoopback } from '../base-url.js';
import { UsageError } from '../usage-error.js';
import { catalogue, environmentName, flagName, type Setting, type SettingKey, type Settings } from './catalogue.js';

export type RawSettings = Partial<Record<SettingKey, string>>;

/** Where values come from, strongest first. */
export interface SettingSources {
  flags?: RawSettings;
  environment?: Record<string, string | undefined>;
  profile?: RawSettings;
  provider?: RawSettings;
}

/** The provider that the emulator stands in for. */
const EMULATED = 'b2c';

const KEYS = Object.keys(catalogue) as SettingKey[];
const NAMES = KEYS.map(environmentName);

function lookUp(key: SettingKey, sources: SettingSources): { raw: string; from: string } | undefined {
  const flag = sources.flags?.[key];
  if (flag !== undefined) return { raw: flag, from: flagName(key) };
  const variable = sources.environment?.[environmentName(key)];
  if (variable !== undefined) return { raw: variable, from: environmentName(key) };
  const profile = sources.profile?.[key];
  if (profile !== undefined) return { raw: profile, from: `the profile's ${key}` };
  const provider = sources.provider?.[key];
  if (provider !== undefined) return { raw: provider, from: `the provider's ${key}` };
  const { fallback } = catalogue[key] as Setting<unknown>;
  return fallback === undefined ? undefined : { raw: fallback, from: 'the default' };
}

// Of a URL with a password, or with a query that may be one, that part is not shown.
const withoutSecrets = (text: string): string =>
  text.includes('://') ? text.replace(/\/\/[^/]*@/, '//***@').replace(/[?#].*$/, '?***') : text;

const adviceOf = (secret = false): string =>
  secret
    ? ' Give it a value (CI hands out no secrets to pull requests from forks), or leave it out.'
    : ' Give it a value, or leave it out.';

function readOne(key: SettingKey, sources: SettingSources, problems: string[]): unknown {
  const found = lookUp(key, sources);
  if (found === undefined) return undefined;
  const { type, secret } = catalogue[key] as Setting<unknown>;
  const blank = found.raw.trim() === '' || found.raw === 'undefined' || found.raw === 'null';
  const value = blank ? undefined : type.read(found.raw);
  if (value === undefined) {
    const was = blank ? (found.raw.trim() === '' ? 'empty' : `"${found.raw}"`) : secret ? 'not usable' : `"${withoutSecrets(found.raw)}"`;
    problems.push(`${found.from} is ${was}: it takes ${type.takes}.${blank ? adviceOf(secret) : ''}`);
  }
  return value;
}

function unknownNames(environment: SettingSources['environment'] = {}): string[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith('ROPC_') && !NAMES.includes(name))
    .map((name) => `there is no setting ${name}: did you mean ${closest(name, NAMES)}? If not, leave it out.`);
}

/**
 * Reads every setting of the catalogue from flags, environment, profile and provider, in this order of strength.
 * Values for the emulator stand in only where the target is on loopback, and of the kind that the emulator is.
 *
 * @throws UsageError naming each setting that cannot be used: what it was and what it takes
 */
export function resolveSettings(sources: SettingSources): Settings {
  const problems = unknownNames(sources.environment);
  const values: Record<string, unknown> = {};
  for (const key of KEYS) values[key] = readOne(key, sources, problems);
  if (problems.length > 0) throw new UsageError(problems);
  const settings = values as Settings;
  if (settings.baseUrl && isLoopback(settings.baseUrl.host)) {
    for (const key of KEYS) {
      const { demo, type } = catalogue[key] as Setting<unknown>;
      const isOfEmulator = settings.provider === EMULATED || key === 'poolSecret';
      if (values[key] === undefined && demo !== undefined && isOfEmulator) values[key] = type.read(demo);
    }
  }
  const { clientId } = settings;
  if (clientId) settings.scope = settings.scope.replaceAll('{clientId}', () => clientId);
  return settings;
}

/** How to give a setting, in words. A secret has no flag: a command line is for everybody to read. */
export function waysToSet(key: SettingKey): string {
  const variable = `set ${environmentName(key)} (k6: -e ${environmentName(key)}=...)`;
  return (catalogue[key] as Setting<unknown>).secret ? `set ${environmentName(key)}` : `${variable} or ${flagName(key)}`;
}
