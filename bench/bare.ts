// The POST and nothing else, with a token as long as those that are redeemed.
import http from 'k6/http';
import { options as common } from './options.js';

export { http };
export const options = common;
export const url = `${__ENV.ROPC_BASE_URL}/yourtenant.onmicrosoft.com/B2C_1_ROPC_Auth/oauth2/v2.0/token`;
export const form = 'grant_type=refresh_token&client_id=bef22d56-552f-4a5b-b90a-1988a7d634ce&refresh_token=';
export const body = form + 'A'.repeat(811);
export const params = { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } };

export default function (): void {
  http.post(url, body, params);
}
