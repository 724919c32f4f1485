import { isExpected, type Outcome } from '../outcome.js';
import type { Provider } from '../provider.js';
import { TOKEN_MEMBERS } from './checks/body.js';
import { describe } from './describe.js';
import type { Inspection } from './inspection.js';
import { type Answer, type Asked, secretsFor } from './types.js';

/** What finds a wrong answer again, in the target's own log: whose it was, why it was wrong, and the id that the target gave it. */
export interface Trace {
  /** HTTP status; 0 where nothing came back. */
  status: number;
  /** Why, where nothing came back. */
  error?: string;
  /** Index in the pool. */
  user?: number;
  /** The contract case. */
  caseId?: string;
  /** The provider's own code, or else the `error` of a refusal, and the rules that were broken. */
  why?: string;
  /** Correlation or request id. */
  id?: string;
}

// Headers that hold an id of the request (`x-ms-*` at B2C; `traceparent` is W3C Trace Context), as k6 spells them.
const ID_HEADERS = ['X-Ms-Request-Id', 'X-Ms-Gateway-Requestid', 'X-Request-Id', 'X-Correlation-Id', 'Request-Id', 'Traceparent'];

// A GUID, 32 hexadecimal digits, or a traceparent: no JWT, and no refresh token of five parts, looks like it.
const ID = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2})$/i;
const CORRELATION = /\r?\nCorrelation ID: ([0-9a-f-]{36})\r?\n/i;

const bare = (text: string): string => text.replaceAll('-', '').toLowerCase();

// An opaque token may look like an id: where they are opaque, no header is shown.
function idOf({ tokens }: Provider, { headers }: Answer, secrets: readonly string[], { body }: Inspection): string | undefined {
  const said = CORRELATION.exec(String(body?.error_description))?.[1];
  const ids = tokens === 'jwt' ? [said, ...ID_HEADERS.map((name) => headers[name])] : [];
  const held = TOKEN_MEMBERS.map((name) => body?.[name]).filter((token) => typeof token === 'string');
  const secret = [...secrets, ...held].map(bare);
  return ids.find((id) => id !== undefined && ID.test(id) && !secret.some((text) => bare(id).includes(text)));
}

function whyOf(secrets: readonly string[], { code, findings, body }: Inspection): string | undefined {
  const rules = new Set(findings.filter(({ severity }) => severity === 'failure').map(({ rule }) => rule));
  const error = typeof body?.error === 'string' ? describe(body.error, '/error', secrets).replaceAll('"', '') : undefined;
  return [code ?? error, ...rules].filter((part) => part !== undefined).join(' ') || undefined;
}

/** @returns undefined of an answer that is as it should be */
export function traceOf(provider: Provider, asked: Asked, answer: Answer, inspection: Inspection, outcome: Outcome): Trace | undefined {
  if (isExpected(outcome, asked.expects)) return undefined;
  const secrets = secretsFor(asked, answer.status);
  const [why, id] = [whyOf(secrets, inspection), idOf(provider, answer, secrets, inspection)];
  return {
    status: answer.status,
    ...(answer.error !== undefined && { error: answer.error }),
    ...(asked.user !== undefined && { user: asked.user }),
    ...(asked.caseId !== undefined && { caseId: asked.caseId }),
    ...(why !== undefined && { why }),
    ...(id !== undefined && { id }),
  };
}
