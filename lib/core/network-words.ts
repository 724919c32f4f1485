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

/** The end of one of k6's errors, where it is k6's own words; undefined where it may repeat what was sent. */
export function networkWords(error: string): string | undefined {
  return KNOWN.find((words) => error.endsWith(words));
}
