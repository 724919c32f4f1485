import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FAULTS } from '../../emulator/faults.js';
import { rules } from '../../lib/core/contract/catalogue.js';
import { catalogue, environmentName, flagName, type Setting, type SettingKey } from '../../lib/core/settings/catalogue.js';

const page = (name: string) => new URL(`../../${name}`, import.meta.url).pathname;

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function settingsTable(): string {
  const rows = (Object.keys(catalogue) as SettingKey[]).map((key) => {
    const { type, meaning, fallback, demo, secret } = catalogue[key] as Setting<unknown>;
    const standard = [
      fallback && `\`${fallback}\``,
      demo && !secret && `on loopback \`${demo}\``,
      demo && secret && "on loopback the demo's",
    ]
      .filter(Boolean)
      .join(', ');
    return [`\`${environmentName(key)}\``, secret ? '' : `\`${flagName(key)}\``, meaning, type.takes.replaceAll('|', '\\|'), standard];
  });
  return table(['variable', 'flag', 'meaning', 'takes', 'default'], rows);
}

test('the settings table of the README is the catalogue', async () => {
  const readme = readFileSync(page('README.md'), 'utf8');
  const table = /(?<=\n)\| variable \| flag [\s\S]*?\n(?!\|)/;
  expect(readme).toMatch(table);
  await expect(readme.replace(table, `${settingsTable()}\n`)).toMatchFileSnapshot(page('README.md'));
});

test('docs/rules.md is the catalogue of rules', async () => {
  const rows = Object.entries(rules).map(([id, rule]) => [`\`${id}\``, rule.severity, rule.sentence, rule.source]);
  const text = `# The rules\n\nEvery rule that an answer is held to. A failure breaks the contract; a warning is reported and breaks nothing.\n\n${table(['rule', 'severity', 'what it says', 'source'], rows)}\n`;
  await expect(text).toMatchFileSnapshot(page('docs/rules.md'));
});

test('docs/emulator-faults.md is the catalogue of faults', async () => {
  const rows = Object.entries(FAULTS).map(([name, fault]) => [`\`${name}\``, fault.sentence]);
  const text = `# Faults of the emulator\n\n\`npm run emulator -- --fault slow=0.1\` does one for a share of the token requests; \`--fault\` can be repeated. While it runs:\n\`curl -X PUT -d '["slow=0.1"]' http://127.0.0.1:9000/_emulator/faults\`, from loopback only; an empty list ends all.\n\n${table(['fault', 'what goes wrong'], rows)}\n`;
  await expect(text).toMatchFileSnapshot(page('docs/emulator-faults.md'));
});
