// What the k6 program itself says. Anything else can be what the target sent (k6 quotes a malformed answer, or a URL), and that may be a secret.
const KNOWN = [
  'connection refused',
  'connection reset by peer',
  'no such host',
  'no route to host',
  'network is unreachable',
  'i/o timeout',
  'request timeout',
  'broken pipe',
  'x509: certificate signed by unknown authority',
  'tls: handshake failure',
  'unexpected EOF',
  'EOF',
];

/** Why a request got no answer, in words that repeat nothing of it. */
export function networkError({ error, error_code: code }: { error: string; error_code: number }): string {
  return KNOWN.find((words) => error.endsWith(words)) ?? `k6's error ${code}`;
}
