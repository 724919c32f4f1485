/** Seeded mutations of a token response; plain JavaScript, for Node and k6. */

/** A generator of numbers in [0, 1): mulberry32. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Json = Record<string, unknown>;

export interface Codec {
  encode(text: string): string;
  decode(text: string): string;
  atHash(token: string): string;
}

const TEXTS = ['', 'Bearer', 'ümlaut', 'a"b', 'back\\slash', 'line\nbreak', '3600', 'System.Exception:', 'x.y', '\u2028', 'mac'];
const VALUES: unknown[] = [null, true, 0, -1, 1.5, 3600, 1e12, [], ['a'], {}, ...TEXTS];

function pick<T>(from: readonly T[], next: () => number): T {
  return from[Math.floor(next() * from.length)] as T;
}

function changeMember(object: Json, next: () => number): Json {
  const name = pick(Object.keys(object), next);
  const kind = Math.floor(next() * 4);
  if (kind === 0) return Object.fromEntries(Object.entries(object).filter(([other]) => other !== name));
  if (kind === 1) return { ...object, [name]: pick(VALUES, next) };
  if (kind === 2) return { ...object, [pick(['error', 'oid', 'scope', 'acr', 'extra'], next)]: pick(VALUES, next) };
  const value = object[name];
  return { ...object, [name]: typeof value === 'number' ? value + Math.floor(next() * 800) - 400 : `${value}${pick(TEXTS, next)}` };
}

function changeText(text: string, next: () => number): string {
  const at = Math.floor(next() * text.length);
  const piece = pick(['', '"', '\\', '\\u0041', '\n', ' ', 'A', '.', '1', '}', '(', '\u0007'], next);
  return text.slice(0, at) + piece + text.slice(at + Math.floor(next() * 3));
}

/** Another user at another moment, told right: what a recogniser is for. */
function another(body: Json, next: () => number, codec: Codec): Json {
  const seconds = Math.floor(next() * 200) - 100;
  const name = pick(['DavidMu', 'Ann', 'Zoë', 'O\u2019Neil', 'a, b (c)'], next);
  const retell = (token: string, more: Json): string => {
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const claims = JSON.parse(codec.decode(payload)) as Json;
    for (const time of ['exp', 'nbf', 'iat', 'auth_time'])
      if (typeof claims[time] === 'number') claims[time] = (claims[time] as number) + seconds;
    return `${header}.${codec.encode(JSON.stringify({ ...claims, name, ...more }))}.${signature}`;
  };
  const accessToken = retell(body.access_token as string, {});
  const profile = { ...(JSON.parse(codec.decode(body.profile_info as string)) as Json), name };
  return {
    ...body,
    access_token: accessToken,
    id_token: retell(body.id_token as string, { at_hash: codec.atHash(accessToken) }),
    not_before: (body.not_before as number) + seconds,
    expires_on: (body.expires_on as number) + seconds,
    profile_info: codec.encode(JSON.stringify(profile)),
  };
}

function changeToken(body: Json, next: () => number, codec: Codec): Json {
  const member = pick(['access_token', 'id_token'], next);
  const parts = (body[member] as string).split('.');
  const at = next() < 0.2 ? 0 : 1;
  const decoded = codec.decode(parts[at] as string);
  const changed = next() < 0.5 ? JSON.stringify(changeMember(JSON.parse(decoded) as Json, next)) : changeText(decoded, next);
  parts[at] = codec.encode(changed);
  const token = parts.join('.');
  if (member === 'id_token' || next() < 0.5) return { ...body, [member]: token };
  const [header, payload, signature] = (body.id_token as string).split('.') as [string, string, string];
  const id = { ...(JSON.parse(codec.decode(payload)) as Json), at_hash: codec.atHash(token) };
  return { ...body, access_token: token, id_token: `${header}.${codec.encode(JSON.stringify(id))}.${signature}` };
}

/** One mutated body. @param body of a refresh response that keeps the contract */
export function mutate(body: Json, next: () => number, codec: Codec): string {
  const other = another(body, next, codec);
  const kind = next();
  if (kind < 0.2) return JSON.stringify(other);
  if (kind < 0.45) return JSON.stringify(changeMember(other, next));
  if (kind < 0.7) return JSON.stringify(changeToken(other, next, codec));
  return changeText(JSON.stringify(other), next);
}
