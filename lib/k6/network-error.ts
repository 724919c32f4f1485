import { networkWords } from '../core/network-words.js';

/** By k6's codes, where its own words name a host. A function, for each virtual user would hold a table. */
function wordsOf(code: number): string | undefined {
  if (code === 1301) return 'no TLS is spoken at this port (is it http?)';
  if (code === 1310) return 'the certificate is not trusted (SSL_CERT_FILE names its CA)';
  return code === 1311 ? 'the certificate is for another host' : undefined;
}

/** Why a request got no answer, in words that repeat nothing of it. */
export function networkError({ error, error_code: code }: { error: string; error_code: number }): string {
  return wordsOf(code) ?? networkWords(error) ?? `k6's error ${code}`;
}
