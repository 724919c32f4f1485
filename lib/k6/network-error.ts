import { networkWords } from '../core/network-words.js';

// By k6's codes, where its own words name a host.
const BY_CODE: Record<number, string> = {
  1301: 'no TLS is spoken at this port (is it http?)',
  1310: 'the certificate is not trusted (SSL_CERT_FILE names its CA)',
  1311: 'the certificate is for another host',
};

/** Why a request got no answer, in words that repeat nothing of it. */
export function networkError({ error, error_code: code }: { error: string; error_code: number }): string {
  return BY_CODE[code] ?? networkWords(error) ?? `k6's error ${code}`;
}
