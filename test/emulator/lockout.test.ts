import { describe, expect, test } from 'vitest';
import { emulator, signIn, type TestEmulator, wrong } from './harness.js';

/** Sends wrong passwords until one is too many, or `count` of them. */
async function fail({ token }: TestEmulator, count: number, first = 0, from?: string): Promise<void> {
  for (let attempt = first; attempt < first + count; attempt++) await token(wrong(attempt), undefined, from);
}

const canSignIn = async ({ token }: TestEmulator, index = 7, from?: string) => (await token(signIn(index), undefined, from)).status === 200;

test('ten dissimilar wrong passwords lock a user for a minute, even for the right one', async () => {
  const stand = await emulator();
  await fail(stand, 10);
  expect(await canSignIn(stand)).toBe(false);
  stand.wait(61);
  expect(await canSignIn(stand)).toBe(true);
});

test('nine do not lock', async () => {
  const stand = await emulator();
  await fail(stand, 9);
  expect(await canSignIn(stand)).toBe(true);
});

test('a right password in between starts the count again', async () => {
  const stand = await emulator();
  for (const first of [0, 100]) {
    await fail(stand, 9, first);
    expect(await canSignIn(stand)).toBe(true);
  }
});

test('after a lock the next failure locks again, until a success', async () => {
  const stand = await emulator();
  await fail(stand, 10);
  stand.wait(61);
  await fail(stand, 1, 50);
  expect(await canSignIn(stand)).toBe(false);
  stand.wait(61);
  expect(await canSignIn(stand)).toBe(true);
  await fail(stand, 1, 60);
  expect(await canSignIn(stand)).toBe(true);
});

test('nobody else is locked', async () => {
  const stand = await emulator();
  await fail(stand, 10);
  expect(await canSignIn(stand, 8)).toBe(true);
});

describe('the same password, or a similar one, counts once', () => {
  test.each([
    ['the same', ['Same-Pass1', 'Same-Pass1']],
    ['another case', ['newAccount1234', 'newaccount1234']],
    ['two characters more', ['12456!', '1234567!']],
  ])('%s', async (_, passwords) => {
    const stand = await emulator({ settings: { lockout: { threshold: 2 } } });
    for (const password of passwords) await stand.token(signIn(7, { password }));
    expect(await canSignIn(stand)).toBe(true);
  });

  test('dissimilar ones count each', async () => {
    const stand = await emulator({ settings: { lockout: { threshold: 2 } } });
    for (const password of ['12456!', 'ABCD2!']) await stand.token(signIn(7, { password }));
    expect(await canSignIn(stand)).toBe(false);
  });
});

test('an address that the user signed in from has a counter of its own', async () => {
  const stand = await emulator();
  expect(await canSignIn(stand, 7, '10.0.0.1')).toBe(true);
  await fail(stand, 10, 0, '10.6.6.6');
  expect([await canSignIn(stand, 7, '10.6.6.6'), await canSignIn(stand, 7, '10.0.0.1')]).toEqual([false, true]);
});

test('the first ten locks last a minute, the next ten longer, and none more than five hours', async () => {
  const { lockout } = (await emulator()).service;
  expect([1, 10, 11, 20, 21, 500].map((period) => lockout.lockSeconds(period))).toEqual([60, 60, 120, 120, 240, 18_000]);
});

test('an address that failed too often is refused, whatever it sends, until its time is over', async () => {
  const stand = await emulator({ settings: { lockout: { addressThreshold: 5, addressSeconds: 300 } } });
  for (let user = 10; user < 15; user++) await stand.token(wrong(0, user), undefined, '10.6.6.6');
  expect([await canSignIn(stand, 20, '10.6.6.6'), await canSignIn(stand, 20, '10.0.0.1')]).toEqual([false, true]);
  stand.wait(301);
  expect(await canSignIn(stand, 20, '10.6.6.6')).toBe(true);
});

test.each([
  ['disabled', 92],
  ['federated', 96],
  ['expired', 99],
] as const)('a %s user is refused with the right password', async (state, index) => {
  const stand = await emulator({ settings: { answers: { [state]: 'AADB2C90054' } } });
  const { status, body } = await stand.token(signIn(index));
  expect([status, String(body.error_description).slice(0, 11)]).toEqual([400, 'AADB2C90054']);
});

describe('a fault', () => {
  test('no-lock: nobody is ever locked', async () => {
    const stand = await emulator({ faults: ['no-lock'] });
    await fail(stand, 20);
    expect(await canSignIn(stand)).toBe(true);
  });

  test('lock-passed: the right password is accepted while locked', async () => {
    const stand = await emulator({ faults: ['lock-passed'] });
    await fail(stand, 10);
    expect(await canSignIn(stand)).toBe(true);
  });

  test('lock-leak: who signed in last is locked, too', async () => {
    const stand = await emulator({ faults: ['lock-leak'] });
    expect(await canSignIn(stand, 8)).toBe(true);
    await fail(stand, 10);
    expect(await canSignIn(stand, 8)).toBe(false);
  });

  test('lost-counts: wrong passwords at the same moment count as one', async () => {
    const together = async (faults: string[]) => {
      const stand = await emulator({ faults, settings: { capacity: { milliseconds: 20 } } });
      await Promise.all(Array.from({ length: 12 }, (_, attempt) => stand.token(wrong(attempt))));
      return canSignIn(stand);
    };
    expect([await together(['lost-counts']), await together([])]).toEqual([true, false]);
  });

  test('one-at-a-time: of passwords at the same moment one is checked, and the right one may not be it', async () => {
    // So long that all of them have come when the first is checked, on a busy machine, too.
    const stand = await emulator({ faults: ['one-at-a-time'], settings: { capacity: { milliseconds: 500 } } });
    const right = () => stand.token(signIn(7));
    const answers = await Promise.all([...Array.from({ length: 12 }, (_, attempt) => stand.token(wrong(attempt))), right()]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
    expect((await right()).status).toBe(200);
  });
});
