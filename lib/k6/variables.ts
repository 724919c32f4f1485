import secrets from 'k6/secrets';

const SECRETS = ['ROPC_POOL_SECRET', 'ROPC_CLIENT_SECRET'] as const;

/**
 * The ROPC_* variables of the run: k6's environment, and for secrets that are not in it k6's secret source
 * (`k6 run --secret-source=...`). Without a source k6 refuses to be asked, and there is none.
 */
async function readVariables(): Promise<Record<string, string>> {
  const found: Record<string, string> = { ...__ENV };
  for (const name of SECRETS) {
    if (found[name] !== undefined) continue;
    const secret = await Promise.resolve()
      .then(() => secrets.get(name))
      .catch(() => undefined);
    if (secret) found[name] = secret;
  }
  return found;
}

export const variables = await readVariables();
