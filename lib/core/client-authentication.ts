import type { FormValues } from './form.js';

/** How a client says who it is: its secret in the body, HTTP Basic, or the id alone. */
export type ClientAuth = 'none' | 'body' | 'basic';

/** How a client proves who it is. */
export interface ClientAuthentication {
  headers: Record<string, string>;
  form: FormValues;
}

/**
 * Client authentication of a token request (RFC 6749, section 2.3.1).
 *
 * @param how in the body, by HTTP Basic, or not at all
 * @param toBase64 of ASCII text
 */
export function clientAuthentication(
  how: ClientAuth,
  clientId: string,
  clientSecret: string,
  toBase64: (text: string) => string,
): ClientAuthentication {
  if (how === 'body') return { headers: {}, form: { client_secret: clientSecret } };
  if (how === 'none') return { headers: {}, form: {} };
  // Both are form-encoded before they are joined.
  const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
  return { headers: { Authorization: `Basic ${toBase64(pair)}` }, form: {} };
}

/** The parameters of a grant, with those of the client: a client says in one way only who it is (RFC 6749, section 2.3). */
export function withClient(parameters: FormValues, how: ClientAuth, form: FormValues): FormValues {
  const { client_id: _, ...others } = parameters;
  return { ...(how === 'basic' ? others : parameters), ...form };
}
