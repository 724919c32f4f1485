import type { Response } from 'k6/http';
import { unseal } from '../../dist/generated/sealed.js';
import type { Answer } from '../core/contract/types.js';

// k6 error code of a request that ran into its time limit.
const REQUEST_TIMEOUT = 1050;

/** What the contract looks at, of a response that has just come. */
export function toAnswer(response: Response): Answer {
  const { status, headers, body } = response;
  const at = Date.now();
  if (status !== 0) return { status, headers, body: typeof body === 'string' ? body : null, at };
  const error = unseal('slow-path').networkError(response);
  return { status, headers, body: null, at, timedOut: response.error_code === REQUEST_TIMEOUT, error };
}
