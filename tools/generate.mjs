// What schemas/ and data/ become before anything is bundled: modules in dist/generated/.
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { profileChecker } from './check-profile.mjs';
import { annotations, checkNames, checkSchema } from './check-schemas.mjs';
import { readContract } from './read-contract.mjs';
import { readJson } from './read-json.mjs';
import { shareable } from './shareable.mjs';

export const GENERATED = 'dist/generated';
const NO_SCHEMAS = ['contract.json', 'deviations.json', 'shapes.lock.json', 'corpus.json'];
const jsonIn = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();

const texts = (lock) => Object.fromEntries(Object.entries(lock).map(([key, accepted]) => [key, JSON.stringify(accepted)]));

function forK6(folder, code) {
  // k6 has no require(), which ajv writes to compare objects.
  if (/\brequire\("/.test(code)) throw new Error(`${folder}: const, enum or uniqueItems of objects is more than k6 can run`);
  try {
    return shareable(code);
  } catch (error) {
    throw new Error(`${folder}: ${error.message}`, { cause: error });
  }
}

function compileProvider(provider, catalogue) {
  const ruleIds = Object.keys(catalogue);
  const warnings = ruleIds.filter((id) => catalogue[id].severity === 'warning');
  const folder = join('schemas', provider);
  const contract = readContract(folder, ruleIds);
  // unicode:false counts UTF-16 units natively; ajv's own count walks every character in k6's interpreter.
  const ajv = new Ajv2020({
    allErrors: true,
    messages: false,
    unicode: false,
    strict: true,
    allowUnionTypes: true,
    logger: false,
    code: { source: true, esm: true },
  });
  ajv.addKeyword('rule');
  const schemas = jsonIn(folder)
    .filter((name) => !NO_SCHEMAS.includes(name))
    .map((name) => basename(name, '.json'));
  checkNames(folder, contract, schemas);
  const rules = {};
  const exported = {};
  for (const name of schemas) {
    const schema = readJson(join(folder, `${name}.json`));
    ajv.addSchema({ ...schema, $id: name });
    rules[name] = annotations(schema);
    exported[name.replaceAll('-', '_')] = name;
  }
  for (const name of schemas) checkSchema(ajv, join(folder, `${name}.json`), name, rules[name], ruleIds);
  const code = forK6(folder, standaloneCode(ajv, exported));
  const validators = schemas.map((name) => `${JSON.stringify(name)}: validators.${name.replaceAll('-', '_')}`).join(', ');
  const head = `import * as validators from './validators-${provider}.js';\n`;
  const shapes = Object.fromEntries(Object.entries(contract.shapes).map(([target, lock]) => [target, texts(lock)]));
  return {
    code,
    locked: JSON.stringify(shapes).length,
    schemaRules: [...new Set(Object.values(rules).flatMap((ofSchema) => Object.values(ofSchema)))],
    lockedTargets: Object.keys(contract.shapes),
    module: `${head}export default { ...${JSON.stringify({ ...contract, shapes, rules, warnings })}, validators: { ${validators} } };\n`,
  };
}

/** All rules, by id. */
async function readCatalogue() {
  const { outputFiles } = await build({ entryPoints: ['lib/core/contract/rules.ts'], format: 'esm', write: false });
  const { rules } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
  return rules;
}

/** Writes dist/generated/: data/ as one module, and the compiled contracts of all providers as another. @returns bytes of the shape locks in them */
export async function generate() {
  await mkdir(GENERATED, { recursive: true });
  const providers = readdirSync('schemas', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join('schemas', entry.name, 'contract.json')))
    .map((entry) => entry.name);
  const catalogue = await readCatalogue();
  let bytes = 0;
  const [schemaRules, lockedTargets] = [{}, {}];
  for (const provider of providers) {
    const { code, locked, module, ...held } = compileProvider(provider, catalogue);
    bytes += locked;
    schemaRules[provider] = held.schemaRules;
    lockedTargets[provider] = held.lockedTargets;
    await writeFile(join(GENERATED, `validators-${provider}.js`), code);
    await writeFile(join(GENERATED, `contract-${provider}.js`), module);
  }
  const imports = providers.map((provider, i) => `import c${i} from './contract-${provider}.js';`).join('\n');
  const table = providers.map((provider, i) => `${JSON.stringify(provider)}: c${i}`).join(', ');
  const data = Object.fromEntries(
    ['providers', 'profiles', 'pools'].map((folder) => [
      folder,
      jsonIn(join('data', folder)).map((name) => readJson(join('data', folder, name))),
    ]),
  );
  const checkProfile = profileChecker(readJson('data/profile.schema.json'));
  for (const [i, name] of jsonIn('data/profiles').entries()) checkProfile(`data/profiles/${name}`, data.profiles[i]);
  const lines = Object.entries({ ...data, schemaRules, lockedTargets }).map(
    ([name, value]) => `export const ${name} = ${JSON.stringify(value)};`,
  );
  await writeFile(join(GENERATED, 'data.js'), `${lines.join('\n')}\n`);
  await writeFile(join(GENERATED, 'contracts.js'), `${imports}\nexport const contracts = { ${table} };\n`);
  await writeFile(
    join(GENERATED, 'contracts.d.ts'),
    `import type { CompiledContract } from '../../lib/core/contract/types.js';
export declare const contracts: Record<string, CompiledContract>;
`,
  );
  await writeFile(
    join(GENERATED, 'data.d.ts'),
    `import type { RuleId } from '../../lib/core/contract/rules.js';
import type { Profile } from '../../lib/core/plan/profile.js';
import type { PoolDefinition } from '../../lib/core/pool.js';
import type { Provider } from '../../lib/core/provider.js';
export declare const providers: Provider[];
export declare const profiles: Profile[];
export declare const pools: PoolDefinition[];
/** Rules that the schemas of each provider hold. */
export declare const schemaRules: Record<string, RuleId[]>;
/** Targets of each provider whose shapes are locked. */
export declare const lockedTargets: Record<string, string[]>;
`,
  );
  return { locked: bytes };
}
