import { unseal } from '../../../dist/generated/sealed.js';
import { SIZES } from '../../core/experiments/effort.js';
import type { ExperimentContext } from './context.js';

const { burst: BURST, polls: POLLS } = SIZES;
// What the emulator is asked to allow, so that there is a limit to meet.
const EMULATOR_LIMIT = { count: 100, seconds: 20 };

/** Seconds, or a date (RFC 9110, 10.2.3); anything else could be anything. */
function readRetryAfter(text: string | undefined): string | undefined {
  if (text === undefined || !/^(?:\d{1,7}|[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT)$/.test(text)) return undefined;
  return `Retry-After: ${text}`;
}

/** Past the limit. Where no limit is met nothing is claimed, and nothing fails. */
export function throttling(context: ExperimentContext): void {
  const atEmulator = context.askEmulator('limits', { perAddress: EMULATOR_LIMIT });
  try {
    goPastLimit(context);
  } finally {
    if (atEmulator) context.askEmulator('limits', { perAddress: null });
  }
}

function goPastLimit(context: ExperimentContext): void {
  const { first, count } = context.users('honest', 0.5, 1);
  const send = (i: number) => {
    const { username, password } = context.userAt(first + (i % count));
    const response = context.session.client.signIn('sign-in', 'experiment', username, password);
    return { response, outcome: context.see(response, true) };
  };
  let sent = 0;
  let answer = send(sent++);
  while (answer.outcome !== 'throttled' && sent < BURST) answer = send(sent++);
  if (answer.outcome !== 'throttled') {
    for (const id of ['retry-after', 'lets-go'])
      context.note('throttling', `throttling.${id}`, 'skipped', `no limit was met in ${BURST} requests`);
    return;
  }
  const { status: code, headers } = answer.response;
  const retryAfter = readRetryAfter(headers['Retry-After']);
  const said = `${code} after ${sent} requests, ${unseal('slow-path').describeType(headers['Content-Type'], [])}, ${retryAfter ?? 'no Retry-After that can be read'}`;
  context.note('throttling', 'throttling.retry-after', retryAfter === undefined ? 'broken' : 'held', said);
  const { throttledSeconds } = context.lockout;
  const step = Math.max(1, Math.ceil(throttledSeconds / POLLS));
  let waited = 0;
  let { status } = send(0).response;
  while (status !== 200 && waited <= throttledSeconds) {
    context.wait(step);
    waited += step;
    status = send(0).response.status;
  }
  const end = status === 200 ? `let go after ${waited} s` : `still answered ${status} after ${waited} s`;
  context.note(
    'throttling',
    'throttling.lets-go',
    status === 200 && waited <= throttledSeconds ? 'held' : 'broken',
    `${end}; declared: ${throttledSeconds} s`,
  );
}
