import type { Response } from 'k6/http';
import type { Answer } from '../core/contract/types.js';

/** An answer with the time that it took, in ms, as k6 measures it (without connecting). */
export interface TimedAnswer {
  answer: Answer;
  ms: number;
}

// k6 error code of a request that ran into its time limit.
const REQUEST_TIMEOUT = 1050;

export function toAnswer(response: Response): TimedAnswer {
  const { status, body } = response;
  return {
    answer: {
      status,
      headers: response.headers,
      body: typeof body === 'string' ? body : null,
      at: Date.now(),
      timedOut: status === 0 && response.error_code === REQUEST_TIMEOUT,
    },
    ms: response.timings.duration,
  };
}
