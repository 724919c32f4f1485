import { networkWords } from '../core/network-words.js';

/** Why a request got no answer, in words that repeat nothing of it. */
export function networkError({ error, error_code: code }: { error: string; error_code: number }): string {
  return networkWords(error) ?? `k6's error ${code}`;
}
