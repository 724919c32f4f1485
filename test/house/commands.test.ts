import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { catalogue, environmentName, type SettingKey } from '../../lib/core/settings/catalogue.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAGES = ['README.md', ...(readdirSync(join(ROOT, 'docs'), { recursive: true }) as string[]).map((name) => `docs/${name}`)]
  .filter((name) => /\.(md|yml)$/.test(name))
  .map((name) => readFileSync(join(ROOT, name), 'utf8'));
const TEXT = PAGES.join('\n');

const unique = (all: Iterable<string>): string[] => [...new Set(all)].sort();

const SCRIPTS = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts as Record<string, string>;

/** What a page shows as a command, up to the end of its line or code, and to the options that are for k6. */
const shown = (pattern: RegExp): string[] => unique(Array.from(TEXT.matchAll(pattern), ([, rest = '']) => rest.trim()));

// `npm run nightly -- --slower 20` is `k6-ropc run nightly --slower 20`.
const throughNpm = shown(/npm run ([a-z]+ -- [^`\n|]*)/g).map((text) => {
  const [name = '', more = ''] = text.split(' -- ');
  return `${SCRIPTS[name]?.replace('node bin/k6-ropc.mjs ', '')} ${more}`;
});
const COMMANDS = [...shown(/npx k6-ropc ([a-z][^`\n|]*)/g), ...throughNpm].map((text) => text.split(' -- ')[0] as string);

const helpOf = (verb: string[]): string =>
  execFileSync(process.execPath, [join(ROOT, 'dist/k6-ropc.mjs'), ...verb, '--help'], { encoding: 'utf8' });

const verbOf = (command: string): string => (/^(pool [a-z]+|[a-z-]+)/.exec(command) as RegExpExecArray)[0];

test.each(unique(COMMANDS.map(verbOf)))('%s has the flags that README and docs show with it', (verb) => {
  const help = helpOf(verb.split(' '));
  const flags = COMMANDS.filter((command) => verbOf(command) === verb).flatMap((command) => command.match(/--[a-z][a-z0-9-]*/g) ?? []);
  expect(unique(flags).filter((flag) => !new RegExp(`${flag}(?![a-z0-9-])`).test(help))).toEqual([]);
});

test.each(['github', 'gitlab'])('the pipeline for %s has settings that its night is planned with', (name) => {
  const text = readFileSync(join(ROOT, `docs/ci/${name}.yml`), 'utf8');
  const settings = Object.fromEntries(Array.from(text.matchAll(/^ +(ROPC_\w+): '?([^'{\n]+?)'?$/gm), ([, key, value]) => [key, value]));
  expect(Object.keys(settings)).toContain('ROPC_USERS');
  const env = { PATH: process.env.PATH, ...settings, ROPC_POOL_SECRET: 'not the demo' };
  const output = execFileSync(process.execPath, [join(ROOT, 'dist/k6-ropc.mjs'), 'plan', 'nightly'], { encoding: 'utf8', env });
  expect(output).toContain('profile nightly against https://yourtenant.b2clogin.com/');
});

test('every npm script that README and docs name is there', () => {
  const named = unique(Array.from(TEXT.matchAll(/npm run ([a-z]+)/g), ([, name = '']) => name));
  expect(named.length).toBeGreaterThan(4);
  expect(named.filter((name) => !(name in SCRIPTS))).toEqual([]);
});

test('every variable that README and docs name is a setting', () => {
  const settings = (Object.keys(catalogue) as SettingKey[]).map((key) => environmentName(key));
  const named = unique(Array.from(TEXT.matchAll(/\bROPC_[A-Z0-9_]*[A-Z0-9]/g), ([name]) => name));
  expect(named.filter((name) => !settings.includes(name))).toEqual([]);
});
