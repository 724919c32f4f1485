import { batch, cookieJar, get, post, type Response } from 'k6/http';
import type { ContractCase } from '../../core/contract/cases/index.js';
import type { ContractRequest } from './request.js';

const encode = ([name, value]: [string, string]): string => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;

/** Sends a request the way that its case says. */
export function sendRequest({ url, form, params }: ContractRequest, place: ContractCase['place']): Response {
  // Token clients keep no cookies, and k6 forgets them only from iteration to iteration.
  cookieJar().clear(url);
  const withQuery = (members: [string, string][]) => `${url}${url.includes('?') ? '&' : '?'}${members.map(encode).join('&')}`;
  if (place === 'get') return get(withQuery(form), params) as Response;
  if (place === 'query') {
    // A client that is refused shows nothing of the rest, so that a secret stays where it belongs, with the id.
    const isOfClient = ([name]: [string, string]) => form.some(([other]) => other === 'client_secret') && name.startsWith('client_');
    const rest = form.filter((member) => !isOfClient(member));
    return post(withQuery(rest), form.filter(isOfClient).map(encode).join('&'), params) as Response;
  }
  if (place === 'json') {
    const headers = { ...params.headers, 'Content-Type': 'application/json' };
    return post(url, JSON.stringify(Object.fromEntries(form)), { ...params, headers }) as Response;
  }
  if (place === 'multipart') {
    const boundary = 'k6-ropc-boundary';
    const parts = form.map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
    const headers = { ...params.headers, 'Content-Type': `multipart/form-data; boundary=${boundary}` };
    return post(url, `${parts.join('')}--${boundary}--\r\n`, { ...params, headers }) as Response;
  }
  return post(url, form.map(encode).join('&'), params) as Response;
}

/** Sends the same request several times at the same moment. */
export function sendTogether({ url, form, params }: ContractRequest, times: number): Response[] {
  const body = form.map(encode).join('&');
  const requests = Array.from({ length: times }, () => ({ method: 'POST', url, body, params }));
  return batch(requests as Parameters<typeof batch>[0]) as unknown as Response[];
}
