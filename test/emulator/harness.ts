import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import { createDirectory, hmac } from '../../emulator/directory.js';
import { Faults, parseFault } from '../../emulator/faults.js';
import type { Service } from '../../emulator/grants.js';
import { createSigningKey } from '../../emulator/keys.js';
import { Lockout } from '../../emulator/lockout.js';
import { RefreshTokens } from '../../emulator/refresh-token.js';
import { createEmulator } from '../../emulator/server.js';
import { DEFAULT_SETTINGS } from '../../emulator/settings.js';
import { type PoolDefinition, userAt } from '../../lib/core/pool.js';

const POOL: PoolDefinition = {
  name: 'demo',
  size: 100,
  prefix: 'ropc-',
  domain: 'example.com',
  signInType: 'email',
  cohorts: { honest: 1 },
};
export const CLIENT = 'bef22d56-552f-4a5b-b90a-1988a7d634ce';
export const OTHER_CLIENT = '9c50618c-f951-49a5-bfe5-d78085121c3a';
const SECRET = 'test-secret';
const key = createSigningKey(1_700_000_000);
const open: (() => void)[] = [];

afterEach(() => {
  for (const close of open.splice(0)) close();
});

export interface TestEmulator {
  baseUrl: string;
  /** Moves the emulator's clock. */
  wait(seconds: number): void;
  /** Posts a form; `undefined` leaves a member out. */
  token(
    form: Record<string, string | undefined>,
    path?: string,
  ): Promise<{ status: number; headers: Headers; text: string; body: Record<string, unknown> }>;
}

/** A whole emulator on a free port, on a clock that stands still until it is moved. */
export async function emulator(...faults: string[]): Promise<TestEmulator> {
  let now = 1_700_000_000_000;
  const service: Service = {
    settings: DEFAULT_SETTINGS,
    directory: createDirectory(POOL, SECRET),
    lockout: new Lockout(DEFAULT_SETTINGS.lockout),
    refreshTokens: new RefreshTokens(SECRET),
    key: await key,
    now: () => now,
  };
  const active = new Faults();
  active.set(faults.map(parseFault));
  const server = createEmulator(service, active);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => server.close().closeAllConnections());
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    baseUrl,
    wait: (seconds) => {
      now += seconds * 1000;
    },
    token: async (form, path = '/yourtenant.onmicrosoft.com/B2C_1_ROPC_Auth/oauth2/v2.0/token') => {
      const entries = Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined);
      const response = await fetch(baseUrl + path, { method: 'POST', body: new URLSearchParams(entries) });
      const text = await response.text();
      const body = response.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : {};
      return { status: response.status, headers: response.headers, text, body };
    },
  };
}

export function signIn(index = 7, more: Record<string, string | undefined> = {}): Record<string, string | undefined> {
  const { username, password } = userAt(POOL, SECRET, hmac, index);
  return {
    grant_type: 'password',
    client_id: CLIENT,
    scope: `openid ${CLIENT} offline_access`,
    response_type: 'token id_token',
    username,
    password,
    ...more,
  };
}

export function refresh(refreshToken: unknown, more: Record<string, string | undefined> = {}): Record<string, string | undefined> {
  return {
    grant_type: 'refresh_token',
    response_type: 'id_token',
    client_id: CLIENT,
    resource: CLIENT,
    refresh_token: String(refreshToken),
    ...more,
  };
}

export const codeOf = (body: Record<string, unknown>): string => `${body.error} ${String(body.error_description).slice(0, 11)}`;
