import type { Answer } from '../contract/types.js';

// Headers that are another for each answer.
const CHANGING = ['date', 'x-ms-gateway-requestid', 'x-ms-request-id', 'client-request-id'];
// Those that belong to the connection, or follow from the body.
const OF_CONNECTION = ['content-length', 'connection', 'keep-alive'];

/** A body without what must differ from answer to answer: times and GUIDs, but for the one that is all zeros. */
export function normaliseBody(body: string | null): string {
  return (body ?? '')
    .replace(/(?!0{8}-)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '<guid>')
    .replace(/\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(\.\d+)?Z?/g, '<time>');
}

// A cookie's value is another for each answer, its name is not. A comma may stand in a date, too.
function cookieNames(value: string): string {
  return value
    .split(/,\s*(?=[^;,=\s]+=)/)
    .map((cookie) => cookie.slice(0, cookie.indexOf('=')).trim())
    .join(', ');
}

function normaliseValue(name: string, value = ''): string {
  if (name === 'set-cookie') return cookieNames(value);
  return CHANGING.includes(name) ? '<changing>' : value;
}

/** Names and values of the headers, in order; of those that change, and of cookies, only the names. */
export function normaliseHeaders(headers: Answer['headers']): string {
  return Object.keys(headers)
    .filter((name) => !OF_CONNECTION.includes(name.toLowerCase()))
    .sort()
    .map((name) => `${name.toLowerCase()}: ${normaliseValue(name.toLowerCase(), headers[name])}`)
    .join('\n');
}
