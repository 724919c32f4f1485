// A server that costs nearly nothing: answers every POST with a refresh response made before, of one of sixteen people.
import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const { n, e } = publicKey.export({ format: 'jwk' });
const kid = createHash('sha256')
  .update(JSON.stringify({ e, kty: 'RSA', n }))
  .digest('base64url');
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const CLIENT = 'bef22d56-552f-4a5b-b90a-1988a7d634ce';
const TENANT = '516fc065-ff36-4b93-aa5a-d6eeda7cbac8';
const ISSUER = `https://login.microsoftonline.com/${TENANT}/v2.0/`;
const POLICY = 'B2C_1_ROPC_Auth';

function sign(claims) {
  const text = `${encode({ typ: 'JWT', alg: 'RS256', kid })}.${encode(claims)}`;
  return `${text}.${createSign('sha256').update(text).sign(privateKey, 'base64url')}`;
}

// The last part of a refresh token tells whose it is.
const TAGS = Array.from({ length: 16 }, () => randomBytes(16).toString('base64url'));

function response(i) {
  const now = Math.floor(Date.now() / 1000) - i;
  const name = `User ${i}`;
  const user = {
    idp: 'LocalAccount',
    sub: `bfd8080c-0c40-43ca-9e27-52e0272${String(i).padStart(5, '0')}`,
    name,
    emails: [`ropc-${i}@example.com`],
    tfp: POLICY,
  };
  const access = sign({ iss: ISSUER, exp: now + 3600, nbf: now, aud: CLIENT, ...user, azp: CLIENT, ver: '1.0', iat: now });
  const atHash = createHash('sha256').update(access).digest().subarray(0, 16).toString('base64url');
  const id = sign({ exp: now + 3600, nbf: now, ver: '1.0', iss: ISSUER, aud: CLIENT, iat: now, auth_time: now, ...user, at_hash: atHash });
  const refreshHeader = encode({ kid: 'cpimcore_09252015', ver: '1.0', zip: 'Deflate', ser: '1.0' });
  const refresh = [refreshHeader, '', randomBytes(12).toString('base64url'), randomBytes(509).toString('base64url'), TAGS[i]].join('.');
  return JSON.stringify({
    access_token: access,
    id_token: id,
    token_type: 'Bearer',
    not_before: now,
    expires_in: 3600,
    expires_on: now + 3600,
    resource: CLIENT,
    id_token_expires_in: 3600,
    profile_info: encode({ ver: '1.0', tid: TENANT, sub: null, name, preferred_username: null, idp: 'LocalAccount' }),
    refresh_token: refresh,
    refresh_token_expires_in: 1209600,
  });
}

const makeResponses = () => TAGS.map((_, i) => Buffer.from(response(i)));
let responses = makeResponses();
// Tokens of a long run stay young.
setInterval(() => {
  responses = makeResponses();
}, 60_000).unref();
const keys = JSON.stringify({ keys: [{ kid, nbf: 1493763266, use: 'sig', kty: 'RSA', e, n }] });
const HEADERS = {
  'Cache-Control': 'private',
  'Content-Type': 'application/json; charset=utf-8',
  Server: 'Microsoft-IIS/10.0',
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
};
let turn = 0;
const server = createServer((request, answer) => {
  if (request.method === 'GET') return answer.writeHead(200, HEADERS).end(keys);
  request.once('data', (form) => {
    const known = TAGS.indexOf(form.toString('latin1', form.lastIndexOf('.') + 1, form.lastIndexOf('.') + 23));
    const body = responses[known < 0 ? turn++ % responses.length : known];
    answer.writeHead(200, { ...HEADERS, 'Content-Length': body.length }).end(body);
  });
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
