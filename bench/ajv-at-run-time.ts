// The usual way: ajv itself in the bundle, compiling its schemas in every virtual user.
import Ajv2020 from 'ajv/dist/2020.js';
import encoding from 'k6/encoding';
import http from 'k6/http';
import access from '../schemas/b2c/access-token.json' with { type: 'json' };
import id from '../schemas/b2c/id-token.json' with { type: 'json' };
import response from '../schemas/b2c/token-response.json' with { type: 'json' };
import { body as form, params, url } from './bare.js';
import { options as common } from './options.js';

export const options = common;
const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
ajv.addKeyword('rule');
const [body, accessClaims, idClaims] = [ajv.compile(response), ajv.compile(access), ajv.compile(id)] as const;
const claims = (token = '') => JSON.parse(encoding.b64decode(token.split('.')[1] as string, 'rawurl', 's'));

export default function (): void {
  const answer = http.post(url, form, params);
  const parsed = JSON.parse(answer.body as string) as Record<string, string>;
  if (!body(parsed) || !accessClaims(claims(parsed.access_token)) || !idClaims(claims(parsed.id_token))) throw new Error('not valid');
}
