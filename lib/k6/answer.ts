import type { Response } from 'k6/http';
import type { Answer } from '../core/contract/types.js';

// k6 error code of a request that ran into its time limit.
const REQUEST_TIMEOUT = 1050;

/** What the contract looks at, of a response that has just come. */
export function toAnswer(response: Response): Answer {
  const { status, body } = response;
  return {
    status,
    headers: response.headers,
    body: typeof body === 'string' ? body : null,
    at: Date.now(),
    timedOut: status === 0 && response.error_code === REQUEST_TIMEOUT,
  };
}
