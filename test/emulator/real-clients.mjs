// Real OAuth clients, unmodified, against the emulator: node real-clients.mjs <client> <baseUrl>. Prints what each came by as JSON.
import { fileURLToPath } from 'node:url';

// The user comes from the environment; so does the CA, for Node reads NODE_EXTRA_CA_CERTS only when it starts.
const [, , name, baseUrl] = process.argv;
const { ROPC_USERNAME: username, ROPC_PASSWORD: password } = process.env;
const clientId = 'bef22d56-552f-4a5b-b90a-1988a7d634ce';
const scope = `openid ${clientId} offline_access`;
const policyUrl = `${baseUrl}/yourtenant.onmicrosoft.com/B2C_1_ROPC_Auth`;

async function openidClient() {
  const client = await import('openid-client');
  const execute = baseUrl.startsWith('http:') ? [client.allowInsecureRequests] : [];
  const url = new URL(`${policyUrl}/v2.0/.well-known/openid-configuration`);
  const config = await client.discovery(url, clientId, { token_endpoint_auth_method: 'none' }, client.None(), { execute });
  const grant = (secret) =>
    client.genericGrantRequest(config, 'password', { username, password: secret, scope, response_type: 'token id_token' });
  const signedIn = await grant(password);
  const refreshed = await client.refreshTokenGrant(config, signedIn.refresh_token);
  const refused = await grant('Wrong-1').catch((error) => error.error);
  return { name: signedIn.claims().name, expires: signedIn.expires_in, refreshed: refreshed.claims().name, refused };
}

async function oauth4webapi() {
  const oauth = await import('oauth4webapi');
  const options = baseUrl.startsWith('http:') ? { [oauth.allowInsecureRequests]: true } : {};
  const url = new URL(`${policyUrl}/v2.0/.well-known/openid-configuration`);
  const document = await (await fetch(url)).json();
  const server = await oauth.processDiscoveryResponse(new URL(document.issuer), await fetch(url));
  const client = { client_id: clientId };
  const grant = async (secret) => {
    const parameters = new URLSearchParams({ username, password: secret, scope, response_type: 'token id_token' });
    const response = await oauth.genericTokenEndpointRequest(server, client, oauth.None(), 'password', parameters, options);
    return oauth.processGenericTokenEndpointResponse(server, client, response);
  };
  const signedIn = await grant(password);
  const response = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), signedIn.refresh_token, options);
  const refreshed = await oauth.processRefreshTokenResponse(server, client, response);
  const refused = await grant('Wrong-1').catch((error) => error.error);
  const claims = (result) => oauth.getValidatedIdTokenClaims(result).name;
  return { name: claims(signedIn), expires: signedIn.expires_in, refreshed: claims(refreshed), refused };
}

async function msalNode() {
  const { PublicClientApplication } = await import('@azure/msal-node');
  const app = new PublicClientApplication({ auth: { clientId, authority: policyUrl, knownAuthorities: [new URL(baseUrl).host] } });
  const grant = (secret) => app.acquireTokenByUsernamePassword({ scopes: [clientId], username, password: secret });
  const signedIn = await grant(password);
  const refreshed = await app.acquireTokenSilent({ account: signedIn.account, scopes: [clientId], forceRefresh: true });
  const refused = await grant('Wrong-1').catch((error) => error.errorCode);
  return { name: signedIn.idTokenClaims.name, expires: 3600, refreshed: refreshed.idTokenClaims.name, refused };
}

async function appAuth() {
  const { build } = await import('esbuild');
  const contents =
    'export { AuthorizationServiceConfiguration, BaseTokenRequestHandler, FetchRequestor, TokenRequest } from "@openid/appauth";';
  const stdin = { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) };
  const { outputFiles } = await build({ stdin, bundle: true, format: 'esm', platform: 'browser', write: false, logLevel: 'error' });
  const { AuthorizationServiceConfiguration, BaseTokenRequestHandler, FetchRequestor, TokenRequest } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`
  );
  const requestor = new FetchRequestor();
  const configuration = await AuthorizationServiceConfiguration.fetchFromIssuer(`${policyUrl}/v2.0`, requestor);
  const handler = new BaseTokenRequestHandler(requestor);
  const ask = (grant_type, extras, refresh_token) =>
    handler.performTokenRequest(
      configuration,
      new TokenRequest({ client_id: clientId, redirect_uri: 'app://done', grant_type, code: undefined, refresh_token, extras }),
    );
  const grant = (secret) => ask('password', { username, password: secret, scope, response_type: 'token id_token' });
  const signedIn = await grant(password);
  const refreshed = await ask('refresh_token', {}, signedIn.refreshToken);
  const refused = await grant('Wrong-1').catch((error) => error.message);
  const claims = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString()).name;
  return { name: claims(signedIn.idToken), expires: signedIn.expiresIn, refreshed: claims(refreshed.idToken), refused };
}

const clients = { 'openid-client': openidClient, oauth4webapi, 'msal-node': msalNode, 'AppAuth-JS': appAuth };
console.log(JSON.stringify(await clients[name]()));
