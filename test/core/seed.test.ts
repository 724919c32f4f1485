import { createPublicKey, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { decodeJwt, leftHalf } from '../../lib/core/jwt.js';
import { rsaSpki } from '../../lib/core/spki.js';
import { inspectAs, nodePrimitives, seed } from '../contract-harness.js';
import key from '../seed/key.json' with { type: 'json' };

test("the seed's password response keeps the contract", () => {
  expect(inspectAs('password', seed.password).findings).toEqual([]);
});

test("the seed's refresh response keeps the contract, malformed resource and all", () => {
  expect(inspectAs('refresh', seed.refresh).findings).toMatchObject([{ rule: 'token.resource-audience', severity: 'warning' }]);
});

test.each([
  ['password', seed.password, 'GzACBMRmrIpboNvAm4xLXA'],
  ['refresh', seed.refresh, 'anagt-_SoyKAA_T4PKhsxw'],
])("at_hash of the seed's %s response is worked out from its access token", (_, response, atHash) => {
  expect(leftHalf(nodePrimitives.sha256(response.access_token))).toBe(atHash);
});

test("the seed's refresh tokens verify under the SPKI key that is built from the published JWK", () => {
  const spki = rsaSpki(Buffer.from(key.n, 'base64url'), Buffer.from(key.e, 'base64url'));
  const publicKey = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  for (const token of [seed.refresh.access_token, seed.refresh.id_token]) {
    const jwt = decodeJwt(token, nodePrimitives.decode);
    expect(verify('sha256', Buffer.from(jwt?.signed ?? ''), publicKey, Buffer.from(jwt?.signature ?? '', 'base64url'))).toBe(true);
  }
});
