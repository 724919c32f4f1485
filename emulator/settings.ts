import defaults from './defaults.json' with { type: 'json' };

/** How a grant of a policy is answered: the seed's five members or its eleven, numbers as numbers or as strings. */
export interface AnswerForm {
  members: 'five' | 'eleven';
  numbers: boolean;
}

/** A user flow or a custom policy, as far as its answers show which. */
export interface PolicySettings {
  name: string;
  /** User flows use a platform key for refresh tokens, custom policies wrap one with RSA (seed, facts 0.1 and 0.2). */
  kind: 'user-flow' | 'custom';
  subject: 'object-id' | 'literal';
  policyClaim: 'tfp' | 'acr';
  issuer: string;
  claims: string[];
  password: AnswerForm;
  refresh: AnswerForm;
  /** Seconds. */
  tokenLifetime: number;
  refreshTokenLifetime: number;
}

export interface ClientSettings {
  id: string;
  name: string;
}

export interface EmulatorSettings {
  tenant: { name: string; id: string };
  policies: PolicySettings[];
  clients: ClientSettings[];
  lockout: { threshold: number; seconds: number };
}

export const DEFAULT_SETTINGS = defaults as EmulatorSettings;
