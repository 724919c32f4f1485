import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { providers } from '../../dist/generated/data.js';
import { ADMIN } from '../../emulator/admin.js';
import { FAULTS } from '../../emulator/faults/catalogue.js';
import { DEFAULT_SETTINGS } from '../../emulator/settings.js';
import schema from '../../emulator/settings.schema.json' with { type: 'json' };
import { rules } from '../../lib/core/contract/rules.js';
import { catalogue, environmentName, flagName, type Setting, type SettingKey } from '../../lib/core/settings/catalogue.js';
import { hasFlag } from '../../lib/node/settings-flags.js';

const page = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

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
      ...providers.flatMap(({ name, settings }) =>
        settings[key] && settings[key] !== fallback ? [`with ${name} \`${settings[key]}\``] : [],
      ),
    ]
      .filter(Boolean)
      .join(', ');
    return [
      `\`${environmentName(key)}\``,
      hasFlag([key, catalogue[key]]) ? `\`${flagName(key)}\`` : '',
      meaning,
      type.takes.replaceAll('|', '\\|'),
      standard,
    ];
  });
  return table(['variable', 'flag', 'meaning', 'takes', 'default'], rows);
}

test('docs/settings.md is the catalogue of settings', async () => {
  const text = [
    '# Settings',
    '',
    'A flag is stronger than the environment, the environment than the profile, the profile than the provider (`data/providers`). `contract` and `pool` take the flags that concern them; the',
    'variables of the others may be set, and are ignored. Plain `k6 run` takes the variables with `-e`.',
    '',
    settingsTable(),
    '',
  ].join('\n');
  await expect(text).toMatchFileSnapshot(page('docs/settings.md'));
});

test('docs/rules.md is the catalogue of rules', async () => {
  const rows = Object.entries(rules).map(([id, rule]) => [`\`${id}\``, rule.severity, rule.sentence, rule.source]);
  const text = `# The rules\n\nEvery rule that an answer is held to. A failure breaks the contract; a warning is reported and breaks nothing.\n\n${table(['rule', 'severity', 'what it says', 'source'], rows)}\n`;
  await expect(text).toMatchFileSnapshot(page('docs/rules.md'));
});

interface SchemaNode {
  description?: string;
  properties?: Record<string, SchemaNode>;
  items?: SchemaNode;
}

/** A row for every setting, with its place, its default and what it means. */
function settingRows(node: SchemaNode, value: unknown, path: string): string[][] {
  const own = path === '' ? [] : [[`\`${path}\``, standard(node, value), node.description ?? '']];
  const below = Object.entries(node.properties ?? {}).flatMap(([name, child]) =>
    settingRows(child, (value as Record<string, unknown> | undefined)?.[name], path === '' ? name : `${path}.${name}`),
  );
  return [
    ...own,
    ...below,
    ...(node.items?.properties ? settingRows({ properties: node.items.properties }, undefined, `${path}[]`).slice(1) : []),
  ];
}

function standard(node: SchemaNode, value: unknown): string {
  return node.properties || node.items || value === undefined ? '' : `\`${JSON.stringify(value)}\``;
}

test('docs/emulator-settings.md is the schema of the settings, with the defaults', async () => {
  const rows = settingRows(schema as SchemaNode, DEFAULT_SETTINGS, '');
  const text = `# Settings of the emulator\n\n\`npm run emulator -- --settings my.json\` puts a JSON file over these defaults: objects are merged member by member, lists replace.\nWhat B2C does not document is a setting, and says so.\n\n${table(['setting', 'default', 'meaning'], rows)}\n`;
  await expect(text).toMatchFileSnapshot(page('docs/emulator-settings.md'));
});

test('docs/emulator-faults.md is the catalogue of faults', async () => {
  const rows = Object.entries(FAULTS).map(([name, fault]) => [`\`${name}\``, fault.sentence, fault.argument ?? '']);
  const calls = Object.entries(ADMIN).map(([name, { sentence }]) => [`\`PUT /_emulator/${name}\``, sentence]);
  const text = [
    '# Faults of the emulator',
    '',
    '`npm run emulator -- --fault slow=0.1` does one for a share of the token requests; `--fault` can be repeated.',
    'A fault is written `name[:argument][=share][@from-to]`: `slow:300=0.5@30-60` makes every second answer 300 ms slower, from',
    'second 30 to second 60 after it was set. A value that is a number from 0 to 1 needs a share behind it: `member:expires_in=1=1`.',
    '',
    table(['fault', 'what goes wrong', 'what it takes after a colon'], rows),
    '',
    '## While it runs',
    '',
    'From loopback only, with JSON: `curl -X PUT -d \'["slow=0.1"]\' http://127.0.0.1:9000/_emulator/faults`.',
    '',
    table(['call', 'what it does'], calls),
    '',
  ].join('\n');
  await expect(text).toMatchFileSnapshot(page('docs/emulator-faults.md'));
});
