/** A refusal of Microsoft Graph: a status, a code and a sentence. */
export class GraphError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Seconds, for 429. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

/** An answer of Graph, on its own or within a batch. */
export interface GraphAnswer {
  status: number;
  headers: Record<string, string>;
  body?: unknown;
}

export function errorBody({ code, message }: GraphError): unknown {
  return { error: { code, message } };
}
