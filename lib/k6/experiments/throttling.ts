import type { Bench } from './bench.js';

const BURST = 150;
const POLLS = 40;
// What the emulator is asked to allow, so that there is a limit to meet.
const EMULATOR_LIMIT = { count: 100, seconds: 20 };

/** Experiment 7: past the limit. Where no limit is met nothing is claimed, and nothing fails. */
export function throttling(bench: Bench): void {
  const atEmulator = bench.askEmulator('limits', { perAddress: EMULATOR_LIMIT });
  try {
    goPastLimit(bench);
  } finally {
    if (atEmulator) bench.askEmulator('limits', { perAddress: null });
  }
}

function goPastLimit(bench: Bench): void {
  const { first, count } = bench.users('honest', 0.5, 1);
  const send = (i: number) => {
    const { username, password } = bench.userAt(first + (i % count));
    return bench.see(bench.session.client.signIn('sign-in', 'experiment', username, password), true);
  };
  let sent = 0;
  let answer = send(sent++);
  while (answer.status !== 429 && sent < BURST) answer = send(sent++);
  if (answer.status !== 429) {
    for (const id of ['retry-after', 'lets-go'])
      bench.note('throttling', `throttling.${id}`, 'skipped', `no limit was met in ${BURST} requests`);
    return;
  }
  const retryAfter = answer.headers['Retry-After'];
  const kind = answer.headers['Content-Type'] ?? 'no content type';
  const said = `429 after ${sent} requests, ${kind}, ${retryAfter === undefined ? 'no Retry-After' : `Retry-After: ${retryAfter}`}`;
  bench.note('throttling', 'throttling.retry-after', retryAfter === undefined ? 'broken' : 'held', said);
  const { throttledSeconds } = bench.brief.lockout;
  const step = Math.max(1, Math.ceil(throttledSeconds / POLLS));
  let waited = 0;
  while (send(0).status === 429 && waited <= throttledSeconds) {
    bench.wait(step);
    waited += step;
  }
  const within = waited <= throttledSeconds;
  bench.note('throttling', 'throttling.lets-go', within ? 'held' : 'broken', `let go after ${waited} s; declared: ${throttledSeconds} s`);
}
