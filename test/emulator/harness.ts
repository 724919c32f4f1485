import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import { Clock } from '../../emulator/clock.js';
import { hmac } from '../../emulator/directory.js';
import { parseFault } from '../../emulator/faults/active.js';
import { createEmulator } from '../../emulator/server.js';
import type { Service } from '../../emulator/service.js';
import { makeSettings } from '../../emulator/settings.js';
import { createService } from '../../emulator/start.js';
import { type PoolDefinition, userAt, wrongPassword } from '../../lib/core/pool.js';

const POOL: PoolDefinition = {
  name: 'demo',
  size: 100,
  prefix: 'ropc-',
  domain: 'example.com',
  signInType: 'email',
  cohorts: { honest: 0.9, disabled: 0.05, federated: 0.03, expired: 0.02 },
};
export const CLIENT = 'bef22d56-552f-4a5b-b90a-1988a7d634ce';
export const OTHER_CLIENT = '9c50618c-f951-49a5-bfe5-d78085121c3a';
const SECRET = 'test-secret';
const open: (() => void)[] = [];

afterEach(() => {
  for (const close of open.splice(0)) close();
});

export interface Answered {
  status: number;
  headers: Headers;
  text: string;
  body: Record<string, unknown>;
}

export interface TestEmulator {
  baseUrl: string;
  service: Service;
  /** Moves the emulator's clock. */
  wait(seconds: number): void;
  setFaults(...faults: string[]): void;
  /** Posts a form; `undefined` leaves a member out. @param from the address that it seems to come from */
  token(form: Record<string, string | undefined>, path?: string, from?: string): Promise<Answered>;
}

const TOKEN_PATH = '/yourtenant.onmicrosoft.com/B2C_1_ROPC_Auth/oauth2/v2.0/token';

/** A whole emulator on a free port, on a clock that stands still until it is moved. */
export async function emulator({ settings = {}, faults = [] }: { settings?: unknown; faults?: string[] } = {}): Promise<TestEmulator> {
  const clock = new Clock(() => 1_700_000_000_000);
  const service = await createService({
    settings: makeSettings(settings),
    pool: POOL,
    secret: SECRET,
    clock,
    faults: faults.map(parseFault),
  });
  const server = createEmulator(service);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => server.close().closeAllConnections());
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    baseUrl,
    service,
    wait: (seconds) => clock.move(seconds * 1000),
    setFaults: (...names) => service.faults.set(names.map(parseFault)),
    token: async (form, path = TOKEN_PATH, from = '127.0.0.1') => {
      const entries = Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined);
      const response = await fetch(baseUrl + path, {
        method: 'POST',
        body: new URLSearchParams(entries),
        headers: { 'X-Forwarded-For': from },
      });
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

/** A sign-in with a password that the user does not have; different attempts are dissimilar. */
export function wrong(attempt: number, index = 7): Record<string, string | undefined> {
  return signIn(index, { password: wrongPassword(POOL, SECRET, hmac, index, attempt) });
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
