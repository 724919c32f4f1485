import type { LoadOperation } from '../plan/profile.js';
import type { Provider } from '../provider.js';
import type { Settings } from '../settings/catalogue.js';
import type { ContractCase } from './cases/index.js';
import { type RuleId, rules } from './rules.js';

/** Rules that code holds, and only where tokens are JWTs. */
const OF_JWTS: readonly RuleId[] = [
  'jwt.known-key',
  'jwt.signature',
  'token.lifetime',
  'token.refresh-token-form',
  'token.resource-audience',
  'token.profile-person',
  'token.same-person',
];

/** What a run sends, and what it goes by. */
export interface RulesInput {
  provider: Provider;
  settings: Settings;
  /** Of the contract run; none where there is no such run. */
  cases: readonly ContractCase[];
  /** Of the load; none where there is no load. */
  operations: readonly LoadOperation[];
  /** Rules that the schemas of each provider hold. */
  schemaRules: Record<string, readonly RuleId[]>;
  /** Whether the target's shapes are in the lock. */
  isLocked: boolean;
}

/** The rules that a case is there for. */
export function rulesOfCase({ rule, errorRule, expects, tokens }: ContractCase): RuleId[] {
  const wrongGrant: RuleId[] = expects === 'refused' ? [rule ?? 'semantics.wrong-password'] : rule ? [rule] : [];
  return [
    ...wrongGrant,
    ...(errorRule ? [errorRule] : []),
    ...(tokens?.refreshToken === 'absent' ? ['token.no-refresh-token' as const] : []),
  ];
}

/**
 * The rules that something in a run is held to, but for those that single cases are there for: a report must not show the
 * others as kept.
 */
export function rulesHeld({ provider, settings, cases, operations, schemaRules, isLocked }: RulesInput): RuleId[] {
  const jwt = provider.tokens === 'jwt';
  const contract = cases.length > 0;
  const own = schemaRules[provider.name] ?? [];
  const ofSomeSchema = new Set(Object.values(schemaRules).flat());
  const conditions: Partial<Record<RuleId, boolean>> = {
    'http.answer': contract,
    'claim.asked-for': jwt && (settings.claims?.length ?? 0) > 0,
    'jwt.signature': jwt && (contract || settings.verifyShare !== 0),
    'token.no-refresh-token': jwt && !settings.scope.split(' ').includes('offline_access'),
    'error.status': !jwt,
    'error.client-authentication': !jwt && settings.clientAuth === 'basic' && contract,
    // No request asks for it.
    'token.client-info': false,
    'refresh.same-subject': jwt && (contract || operations.includes('refresh')),
    'refresh.same-audience': jwt && (contract || operations.includes('refresh')),
    'semantics.wrong-password': operations.includes('failed-sign-in'),
    'shape.locked': isLocked,
    'deviation.expired': contract,
    'deviation.happens': contract,
  };
  const isHeld = (rule: RuleId): boolean => {
    if (conditions[rule] !== undefined) return conditions[rule];
    if (rule.startsWith('semantics.')) return false;
    if (rule.startsWith('error.') && !contract && !operations.includes('failed-sign-in')) return false;
    if (OF_JWTS.includes(rule)) return jwt;
    return own.includes(rule) || !ofSomeSchema.has(rule);
  };
  return (Object.keys(rules) as RuleId[]).filter(isHeld);
}
