// The POST, and the body parsed.
import http from 'k6/http';
import { body, params, url } from './bare.js';
import { options as common } from './options.js';

export const options = common;

export default function (): void {
  const response = http.post(url, body, params);
  if (JSON.parse(response.body as string).token_type !== 'Bearer') throw new Error('not the bench server');
}
