import type { Finding, Identity, JsonObject, RawFinding, Shape } from './types.js';

/** What an answer turned out to be: the rules it broke, and what the next request needs of it. */
export interface Inspection {
  findings: Finding[];
  body?: JsonObject;
  refreshToken?: string | undefined;
  /** Both tokens as they came, where they could be read. */
  tokens?: { access?: string; id?: string };
  /** Whom the tokens are for. */
  identity?: Identity;
  /** The provider's own code, such as AADB2C90225. */
  code?: string;
  /** True where the provider says that it is the limit that refuses, not the request. */
  throttled?: true;
  /** The shape, under the key that the lock has it by. */
  shape?: { key: string; shape: Shape };
}

/** The same before its findings have a severity, with the claims of both tokens. */
export type RawInspection = Omit<Inspection, 'findings'> & { findings: RawFinding[]; claims?: { access?: JsonObject; id?: JsonObject } };
