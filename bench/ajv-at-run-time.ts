// The usual way: ajv itself in the bundle, compiling its schemas in every virtual user.
import Ajv2020 from 'ajv/dist/2020.js';
import encoding from 'k6/encoding';
import http from 'k6/http';
import access from '../schemas/b2c/access-token.json' with { type: 'json' };
import id from '../schemas/b2c/id-token.json' with { type: 'json' };
import response from '../schemas/b2c/token-response.json' with { type: 'json' };
import { options as common } from './options.js';

export const options = common;
const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
ajv.addKeyword('rule');
const [body, accessClaims, idClaims] = [ajv.compile(response), ajv.compile(access), ajv.compile(id)] as const;
const form = 'grant_type=refresh_token&client_id=bef22d56-552f-4a5b-b90a-1988a7d634ce&refresh_token=made-up';
const params = { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } };
const claims = (token = '') => JSON.parse(encoding.b64decode(token.split('.')[1] as string, 'rawurl', 's'));

export default function (): void {
  const answer = http.post(`${__ENV.ROPC_BASE_URL}/yourtenant.onmicrosoft.com/B2C_1_ROPC_Auth/oauth2/v2.0/token`, form, params);
  const parsed = JSON.parse(answer.body as string) as Record<string, string>;
  if (!body(parsed) || !accessClaims(claims(parsed.access_token)) || !idClaims(claims(parsed.id_token))) throw new Error('not valid');
}
