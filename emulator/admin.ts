import type { IncomingMessage } from 'node:http';
import { type HttpAnswer, jsonAnswer } from './errors.js';
import { parseFault } from './faults/active.js';
import type { Limits } from './limits.js';
import { readBody } from './request.js';
import type { Service } from './service.js';

/** @throws Error where the body says no seconds */
function secondsOf(body: unknown): number {
  const seconds = Number((body as { seconds?: unknown } | null)?.seconds);
  if (!(seconds >= 0)) throw new Error('it takes {"seconds": a number of 0 or more}');
  return seconds;
}

/** What can be asked of the emulator itself while it runs, from loopback only: `PUT /_emulator/<name>` with JSON. */
export const ADMIN = {
  faults: {
    sentence: 'the faults that are on from now, such as `["slow=0.5"]`; an empty list ends all',
    run: async ({ faults }: Service, body: unknown): Promise<unknown> => {
      if (!Array.isArray(body)) throw new Error('it takes a list of faults');
      faults.set(body.map((text) => parseFault(String(text))));
      return { faults: faults.texts };
    },
  },
  clock: {
    sentence: 'moves the clock on, such as `{"seconds": 61}`',
    run: async ({ clock }: Service, body: unknown): Promise<unknown> => {
      clock.move(secondsOf(body) * 1000);
      return { now: new Date(clock.now()).toISOString() };
    },
  },
  locks: {
    sentence: 'moves the clock of locks and limits alone, such as `{"seconds": 61}`: tokens keep the right time',
    run: async ({ lockClock }: Service, body: unknown): Promise<unknown> => {
      lockClock.move(secondsOf(body) * 1000);
      return { now: new Date(lockClock.now()).toISOString() };
    },
  },
  keys: {
    sentence: 'rolls the signing key over; the old one stays published for keyOverlapSeconds',
    run: async ({ keys }: Service): Promise<unknown> => ({ kid: (await keys.rollOver()).kid }),
  },
  lockout: {
    sentence: 'forgets all locks and failures',
    run: async ({ lockout }: Service): Promise<unknown> => {
      lockout.forget();
      return {};
    },
  },
  limits: {
    sentence: 'limits requests, such as `{"perAddress": {"count": 100, "seconds": 20}}`; null: no limit at all',
    run: async ({ limits }: Service, body: unknown): Promise<unknown> => {
      const change = (body ?? { perAddress: null, perTenant: null }) as Partial<Limits['settings']>;
      for (const limit of Object.values(change))
        if (limit !== null && !(Number(limit?.count) > 0 && Number(limit?.seconds) > 0))
          throw new Error('a limit takes {"count": ..., "seconds": ...}');
      Object.assign(limits.settings, change);
      return limits.settings;
    },
  },
  crash: {
    sentence: 'drops every connection and listens again after `{"seconds": 1}`, with all locks forgotten',
    run: async (service: Service, body: unknown, crash: (ms: number) => void): Promise<unknown> => {
      const seconds = secondsOf(body ?? { seconds: 1 });
      service.lockout.forget();
      crash(seconds * 1000);
      return { seconds };
    },
  },
} as const;

function isLocal(request: IncomingMessage): boolean {
  return /^(::1|(::ffff:)?127\.)/.test(request.socket.remoteAddress ?? '');
}

/** @returns undefined for a path that is not the emulator's own */
export async function adminAnswer(
  service: Service,
  request: IncomingMessage,
  path: string,
  crash: (ms: number) => void,
): Promise<HttpAnswer | undefined> {
  const name = /^\/_emulator\/(\w+)$/.exec(path)?.[1];
  if (name === undefined || !Object.hasOwn(ADMIN, name) || request.method !== 'PUT' || !isLocal(request)) return undefined;
  try {
    const text = await readBody(request);
    const answer = jsonAnswer(200, await ADMIN[name as keyof typeof ADMIN].run(service, text === '' ? null : JSON.parse(text), crash));
    // Who asks can tell by it that it is the emulator.
    return { ...answer, headers: { ...answer.headers, 'X-Emulator': 'k6-ropc' } };
  } catch (error) {
    return jsonAnswer(400, { error: (error as Error).message });
  }
}
