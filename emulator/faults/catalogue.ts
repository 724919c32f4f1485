import { setTimeout as sleep } from 'node:timers/promises';
import { errorAnswer, type HttpAnswer, htmlAnswer, OAuthError, throttledAnswer } from '../errors.js';
import type { Claims } from '../tokens.js';
import type { Fault, FaultEntry } from './fault.js';

const pause = (ms: number): Promise<void> => sleep(ms, undefined, { ref: false });

function fault(sentence: string, made: Fault): FaultEntry {
  return { sentence, make: () => made };
}

function milliseconds(argument: string, standard: number): number {
  if (argument === '') return standard;
  if (!/^\d{1,6}$/.test(argument)) throw new Error(`"${argument}" is not a number of milliseconds`);
  return Number(argument);
}

/** Reads `name=json`; without a value the member is left out. */
function change(argument: string): { name: string; apply: (body: Claims) => void } {
  const at = argument.indexOf('=');
  const name = at < 0 ? argument : argument.slice(0, at);
  if (name === '') throw new Error('it takes a name, and a JSON value after "=" unless the member is to be left out');
  const text = argument.slice(at + 1);
  let value: unknown;
  try {
    value = at < 0 ? undefined : JSON.parse(text);
  } catch {
    value = text;
  }
  return {
    name,
    apply: (body) => {
      if (value === undefined) delete body[name];
      else body[name] = value;
    },
  };
}

const replace =
  (status: number, type: string, body: string, more: Record<string, string> = {}) =>
  (): HttpAnswer => ({ status, headers: { 'Content-Type': type, ...more }, body });

const whenThere = (name: string, value: unknown) => (body: Claims) => {
  if (name in body) body[name] = value;
};

let tail = 0;

// Pareto-like, from a counter: every tenth answer takes ten times longer, every hundredth a hundred times.
function longTail(ms: number): Promise<void> {
  tail += 1;
  return pause(tail % 100 === 0 ? ms * 100 : tail % 10 === 0 ? ms * 10 : ms);
}

let signInBefore: HttpAnswer | undefined;
let signIns = 0;

// A cache, or a race, that gives somebody what is somebody else's.
function mixUp(answer: HttpAnswer, sent: string): HttpAnswer {
  if (sent === '' || answer.status !== 200) return answer;
  const before = signInBefore;
  signInBefore = answer;
  signIns += 1;
  return signIns % 10 === 0 && before ? before : answer;
}

const ANSWERS: Record<string, FaultEntry> = {
  'null-expires-in': fault('expires_in is null', { members: whenThere('expires_in', null) }),
  'no-token-type': fault('token_type is missing', { members: (body) => delete body.token_type }),
  'expires-in-milliseconds': fault('expires_in is in milliseconds', { members: whenThere('expires_in', 3_600_000) }),
  'dropped-claim': fault('both tokens lack aud', { claims: (claims) => delete claims.aud }),
  'foreign-audience': fault('tokens are for another client', { claims: (claims) => Object.assign(claims, { aud: 'somebody-else' }) }),
  'bad-at-hash': fault('at_hash is that of another access token', { claims: whenThere('at_hash', 'AAAAAAAAAAAAAAAAAAAAAA') }),
  'clock-skew': fault('the clock of the tokens is an hour ahead', {
    claims: (claims) => {
      for (const name of ['exp', 'nbf', 'iat', 'auth_time']) if (name in claims) claims[name] = Number(claims[name]) + 3_600;
    },
  }),
  'wrong-key': fault('tokens are signed with a key that is not the published one', { key: 'wrong' }),
  'retired-key': fault('tokens are signed with the key before the last rollover', { key: 'retired' }),
  'secret-echo': fault('a refusal repeats the password', {
    answer: (answer, sent) =>
      answer.status === 200
        ? answer
        : { ...answer, body: answer.body.replace('invalid.', `invalid: ${JSON.stringify(sent).slice(1, -1)}.`) },
  }),
  'stack-trace': fault('a refusal has a stack trace', {
    answer: (answer) =>
      answer.status === 200 ? answer : { ...answer, body: answer.body.replace('invalid.', 'invalid.\\n   at Cpim.Token.Issue(Request r)') },
  }),
  'token-in-header': fault('the access token stands in a header, too', {
    answer: (answer) => {
      const token = /"access_token":"([^"]+)"/.exec(answer.body)?.[1];
      return token ? { ...answer, headers: { ...answer.headers, 'X-Token': token } } : answer;
    },
  }),
  'repeated-member': fault('token_type stands twice in a token response', {
    answer: (answer) => (answer.status === 200 ? { ...answer, body: answer.body.replace('{', '{"token_type":"Bearer",') } : answer),
  }),
  'mixed-up': fault('every tenth sign-in that is granted is answered with the tokens of the one before', { answer: mixUp }),
  'no-keys': fault('no key is published', { document: (endpoint, body) => endpoint === 'keys' && Object.assign(body, { keys: [] }) }),
  'html-200': fault('an HTML error page with status 200', {
    answer: () => htmlAnswer(200, '<!DOCTYPE html><html><body>Sorry, something went wrong.</body></html>'),
  }),
  'other-shape': fault('JSON of another shape, with status 200', {
    answer: replace(200, 'application/json', '{"data":[{"token":"none"}]}'),
  }),
  'empty-400': fault('status 400 with no body', { answer: replace(400, 'text/plain', '') }),
  'server-error': fault('status 500 with an HTML page', { answer: () => htmlAnswer(500, '<html><body>Server Error</body></html>') }),
  unavailable: fault('status 503 with Retry-After', {
    answer: replace(503, 'text/html', '<html><body>Service Unavailable</body></html>', { 'Retry-After': '30' }),
  }),
  'unavailable-without-retry-after': fault('status 503 without Retry-After', {
    answer: replace(503, 'text/html', '<html><body>Service Unavailable</body></html>'),
  }),
  throttled: fault('status 429 in plain text, with Retry-After', { answer: () => throttledAnswer(60) }),
  'throttled-without-retry-after': fault('status 429 in plain text, without Retry-After', { answer: () => throttledAnswer(null) }),
  'throttled-json': fault('the directory is throttled: AADB2C90229 as JSON', {
    answer: () => errorAnswer(new OAuthError('AADB2C90229'), Date.now()),
  }),
};

/** A fault that takes milliseconds. */
function timed(sentence: string, standard: number, make: (ms: number) => Fault): FaultEntry {
  return { sentence, argument: `milliseconds, ${standard} where left out: \`:300\``, make: (text) => make(milliseconds(text, standard)) };
}

const TIMES: Record<string, FaultEntry> = {
  slow: timed('every answer takes longer', 1_000, (ms) => ({ delay: () => pause(ms) })),
  hang: fault('every answer takes a minute longer', { delay: () => pause(60_000) }),
  'long-tail': timed('answers take longer, one in ten ten times and one in a hundred a hundred times as much', 5, (ms) => ({
    delay: () => longTail(ms),
  })),
  'slow-under-load': timed('answers take longer, by so much for each request that is being answered', 5, (ms) => ({
    delay: (load) => pause(load * ms),
  })),
  'slow-unknown-users': timed('unknown users are refused later than known ones', 50, (ms) => ({
    beforePassword: ({ known }) => pause(known ? 0 : ms),
  })),
  'slow-known-users': timed('known users are answered later than unknown ones', 50, (ms) => ({
    beforePassword: ({ known }) => pause(known ? ms : 0),
  })),
  'slow-honest-users': timed('right passwords are granted later while there were wrong ones in the last two seconds', 200, (ms) => ({
    beforeGrant: ({ failuresLately }) => pause(failuresLately > 0 ? ms : 0),
  })),
  reset: fault('the connection closes before the answer', { connection: 'reset' }),
  'cut-body': fault('the connection closes half-way through the body', { connection: 'cut' }),
  'slow-body': fault('the body comes drop by drop, in two seconds', { connection: 'slow' }),
};

const MEANING: Record<string, FaultEntry> = {
  'false-rejection': fault('right passwords and refresh tokens are refused', { refuse: true }),
  'any-password': fault('wrong passwords are accepted', { accept: true }),
  'any-account': fault('disabled, federated and expired accounts can sign in', { anyAccount: true }),
  'any-refresh-token': fault('refresh tokens are redeemed for other clients and policies, and when they were changed', {
    anyRefreshToken: true,
  }),
  'loose-password': fault('of a password only the first eight characters count, in any case', { compareLoosely: true }),
  'no-lock': fault('nobody is ever locked', { neverLock: true }),
  'lock-passed': fault('the right password is accepted while locked', { passLock: true }),
  'lock-leak': fault('a lock locks somebody else, too: the user who signed in last', { leakLock: true }),
  'lock-as-typed': fault('a lock is for the name as it was typed, and another letter case gets in', { lockAsTyped: true }),
  'lock-tells': fault(
    'while locked a wrong password is refused as one, and the right one as locked (where the setting `answers` has two codes for that)',
    { lockTells: true },
  ),
  'lost-counts': fault('wrong passwords that are checked at the same moment count as one', { loseCounts: true }),
  'one-at-a-time': fault('of passwords at the same moment one is checked, and the others are refused, right or wrong, and not counted', {
    oneAtATime: true,
  }),
};

function changedBody(answer: HttpAnswer, apply: (body: Claims) => void): HttpAnswer {
  const body = JSON.parse(answer.body) as Claims;
  apply(body);
  return { ...answer, body: JSON.stringify(body) };
}

const ANYTHING: Record<string, FaultEntry> = {
  member: {
    sentence: 'a member of the token response is something else',
    argument: 'its name and a JSON value: `member:expires_in="soon"`; the name alone leaves it out',
    make: (text) => ({ members: change(text).apply }),
  },
  claim: {
    sentence: 'a claim of both tokens is something else',
    argument: 'its name and a JSON value: `claim:tfp="other"`; the name alone leaves it out',
    make: (text) => ({ claims: change(text).apply }),
  },
  'id-claim': {
    sentence: 'a claim of the ID token is something else, and the access token is as usual',
    argument: 'its name and a JSON value: `id-claim:sub="other"`',
    make: (text) => ({ claims: (claims, token) => token === 'id' && change(text).apply(claims) }),
  },
  refusal: {
    sentence: 'a member of a refusal is something else',
    argument: 'its name and a JSON value: `refusal:error="nope"`; the name alone leaves it out',
    make: (text) => ({ answer: (answer) => (answer.status === 400 ? changedBody(answer, change(text).apply) : answer) }),
  },
  jose: {
    sentence: "a member of the tokens' JOSE header is something else",
    argument: 'its name and a JSON value: `jose:alg="none"`',
    make: (text) => {
      const { name, apply } = change(text);
      return { header: (header) => (text.includes('=') ? apply(header) : Object.assign(header, { [name]: undefined })) };
    },
  },
  http: {
    sentence: 'a header of the answer is something else',
    argument: 'its name and value: `http:Content-Type=text/plain`',
    make: (text) => {
      const { apply } = change(text);
      return {
        answer: (answer) => {
          const headers: Claims = { ...answer.headers };
          apply(headers);
          return { ...answer, headers: headers as Record<string, string> };
        },
      };
    },
  },
  status: {
    sentence: 'the status is something else, body and all else as usual',
    argument: 'the status: `status:201`',
    make: (text) => {
      if (!/^[2-5]\d\d$/.test(text)) throw new Error(`"${text}" is not an HTTP status`);
      return { answer: (answer) => ({ ...answer, status: Number(text) }) };
    },
  },
  discovery: {
    sentence: 'a member of the discovery document is something else',
    argument: 'its name and a JSON value: `discovery:issuer="http://elsewhere/"`',
    make: (text) => ({ document: (endpoint, body) => endpoint === 'discovery' && change(text).apply(body) }),
  },
  keys: {
    sentence: 'a member of every published key is something else',
    argument: 'its name and a JSON value: `keys:use="enc"`',
    make: (text) => ({
      document: (endpoint, { keys }) => {
        if (endpoint === 'keys') for (const key of keys as Claims[]) change(text).apply(key);
      },
    }),
  },
};

/** All faults by name. The page docs/emulator-faults.md is made from this. */
export const FAULTS: Record<string, FaultEntry> = { ...ANSWERS, ...TIMES, ...MEANING, ...ANYTHING };
