import type { Answer } from '../contract/types.js';

// Headers that are another for each answer, or belong to the connection.
const CHANGING = /^(date|x-ms-gateway-requestid|x-ms-request-id|client-request-id|set-cookie|content-length|connection|keep-alive)$/i;

/** A body without what must differ from answer to answer: GUIDs and times. */
export function normaliseBody(body: string | null): string {
  return (body ?? '')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '<guid>')
    .replace(/\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(\.\d+)?Z?/g, '<time>');
}

/** Names and values of the headers that say something about the answer, in order. */
export function normaliseHeaders(headers: Answer['headers']): string {
  const names = Object.keys(headers).filter((name) => !CHANGING.test(name));
  return names
    .sort()
    .map((name) => `${name.toLowerCase()}: ${headers[name]}`)
    .join('\n');
}
