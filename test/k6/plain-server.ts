import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a plain server saw of client authentication. */
export interface PlainServer {
  tokenUrl: string;
  seen: { authorization: Set<string | undefined>; clientSecret: Set<string | null> };
  server: Server;
}

/**
 * A token endpoint that has nothing of B2C: opaque tokens, `token_type` in lower case, no `expires_in`, no ID token,
 * a client that must authenticate, refusals with 401.
 *
 * @param echo whether granted requests repeat the client secret
 * @param anySecret whether every client secret is the right one
 * @param mixUp whether every tenth grant brings the access token of the one before
 * @param refresh whether it gives refresh tokens
 * @param scope that it says it granted at a refresh
 */
export async function startPlainServer({
  echo = false,
  anySecret = false,
  refresh = true,
  mixUp = false,
  scope = '',
} = {}): Promise<PlainServer> {
  const seen: PlainServer['seen'] = { authorization: new Set(), clientSecret: new Set() };
  let serial = 0;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const form = new URLSearchParams(body);
    seen.authorization.add(request.headers.authorization);
    seen.clientSecret.add(form.get('client_secret'));
    const secrets = [
      form.get('client_secret'),
      Buffer.from(`${request.headers.authorization}`.slice(6), 'base64').toString().split(':')[1],
    ];
    const authenticated = secrets.some((secret) => (anySecret ? Boolean(secret) : decodeURIComponent(secret ?? '') === 'canary secret'));
    const granted = form.get('grant_type') === 'password' || form.get('refresh_token')?.startsWith('opaque-');
    response.setHeader('Content-Type', 'application/json');
    response.setHeader('Cache-Control', 'no-store');
    if (!authenticated) response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="plain"' }).end('{"error":"invalid_client"}');
    else if (!granted) response.writeHead(400).end('{"error":"invalid_grant"}');
    else {
      const said = echo ? form.get('client_secret') : form.get('grant_type') === 'password' ? '' : scope;
      serial += 1;
      const tokens = {
        access_token: `at-${mixUp && serial % 10 === 0 ? serial - 1 : serial}`,
        ...(refresh && { refresh_token: `opaque-${serial}` }),
      };
      response.end(JSON.stringify({ ...tokens, token_type: 'bearer', ...(said && { scope: said }) }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { tokenUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth/token`, seen, server };
}
