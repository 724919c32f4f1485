import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { SEED_TOKENS, withClaims } from '../contract-harness.js';
import { k6, temporaryFolder } from './harness.js';

test('in k6, of 100,000 mutated answers none is recognised that breaks a rule', async () => {
  const folder = await temporaryFolder();
  await build({
    entryPoints: [fileURLToPath(new URL('scripts/recogniser.ts', import.meta.url))],
    outfile: join(folder, 'recogniser.js'),
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    external: ['k6', 'k6/*'],
    logLevel: 'error',
  });
  const { issuer, kids, at, clientId } = SEED_TOKENS.refresh;
  const { code, output } = await k6(
    'recogniser',
    {
      ROPC_BASE_URL: 'http://127.0.0.1:9',
      ROPC_CLIENT_ID: clientId,
      MUTATIONS: '100000',
      ANSWER: JSON.stringify({ body: JSON.stringify(withClaims({}, {})), issuer, kid: kids?.[0], at }),
    },
    { folder },
  );
  expect(code, output).toBe(0);
});
