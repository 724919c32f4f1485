import secrets from 'k6/secrets';

const SECRETS = ['ROPC_POOL_SECRET', 'ROPC_CLIENT_SECRET'] as const;

/** Secrets that are not in the environment, from k6's secret source (`k6 run --secret-source=...`). */
async function readSecrets(): Promise<Partial<Record<string, string>>> {
  const found: Partial<Record<string, string>> = {};
  for (let i = 0; i < SECRETS.length; i++) {
    const name = SECRETS[i] as string;
    if (__ENV[name] !== undefined) continue;
    try {
      found[name] = await secrets.get(name);
    } catch {
      // Without a source, or where the source does not have it, k6 refuses to be asked.
    }
  }
  return found;
}

const fromSource = await readSecrets();

/** One ROPC_* variable of the run, from k6's environment or its secret source. */
export function variable(name: string): string | undefined {
  return __ENV[name] ?? fromSource[name];
}

/** All of them. */
export function variables(): Record<string, string> {
  return { ...__ENV, ...(fromSource as Record<string, string>) };
}
