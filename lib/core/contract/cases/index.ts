import { isLoopback } from '../../base-url.js';
import { cohortSlice, type PoolDefinition } from '../../pool.js';
import type { Provider } from '../../provider.js';
import type { Settings } from '../../settings/catalogue.js';
import { parameterCases } from './parameters.js';
import { ACCOUNT_CASES, B2C_CASES, BASE_CASES, OTHER_CLIENT_CASE, OTHER_POLICY_CASE, OTHER_USER_CASE } from './requests.js';
import type { ContractCase } from './types.js';

export type { ContractCase } from './types.js';

const REUSE = { grant: 'refresh', expects: 'granted', rule: 'semantics.refresh-reuse' } as const;

/** Redemptions of one token, as the declared policy has them. */
function reuseCases({ refreshReuse, refreshGrace }: Settings): ContractCase[] {
  if (refreshReuse === undefined) return [];
  const many = refreshReuse !== 'once';
  const again: ContractCase[] = [
    {
      ...REUSE,
      id: 'reuse',
      sentence: `A refresh token ${many ? 'may be redeemed again' : 'is redeemed once only'}`,
      redeem: { pause: 0 },
    },
    {
      ...REUSE,
      id: 'reuse-together',
      sentence: `Of five redemptions at the same moment ${many ? 'all are' : 'one is'} granted`,
      redeem: { together: 5 },
    },
  ];
  if (refreshReuse !== 'grace') return again;
  const late: ContractCase = {
    ...REUSE,
    id: 'reuse-late',
    sentence: 'A refresh token is refused when its grace is over',
    redeem: { pause: refreshGrace },
  };
  return [...again, late];
}

// The demo's other policy may be the very one that is tested.
function hasOtherPolicy({ policy, otherPolicy }: Settings): boolean {
  return otherPolicy !== undefined && otherPolicy.toLowerCase() !== policy?.toLowerCase();
}

// One that has a secret would need that of the other client.
function hasOtherClient({ clientAuth, clientId, otherClientId }: Settings): boolean {
  return clientAuth === 'none' && otherClientId !== undefined && otherClientId.toLowerCase() !== clientId?.toLowerCase();
}

/** The case of another client, without parameters that the provider does not send. */
function otherClientCase({ parameters }: Provider): ContractCase {
  const { with: changed = {} } = OTHER_CLIENT_CASE;
  const sent = Object.entries(changed).filter(([name]) => name in parameters.refresh);
  return { ...OTHER_CLIENT_CASE, with: Object.fromEntries(sent) };
}

// A parameter that the provider does not send cannot be left out of its request.
function applies(provider: Provider): (item: ContractCase) => boolean {
  return (item) => {
    const changed = [...(item.without ?? []), ...(item.repeat ? [item.repeat] : [])];
    return changed.every((name) => name in provider.parameters[item.grant]);
  };
}

// With HTTP Basic the header names the client (RFC 6749, 3.2.1).
function isOptional({ optional = {} }: Provider, { clientAuth }: Settings): (grant: ContractCase['grant'], name: string) => boolean {
  return (grant, name) => optional[grant]?.includes(name) === true || (clientAuth === 'basic' && name === 'client_id');
}

function parameterOf(item: ContractCase): string[] {
  return item.id.startsWith(item.grant) && item.with ? Object.keys(item.with) : [];
}

/** Cases that a run has only where something is set, or the pool has the users for them. */
function conditionalCases(
  provider: Provider,
  settings: Settings,
  pool: PoolDefinition,
): { item: ContractCase; given: boolean; needs: string }[] {
  const ofCohort = (item: ContractCase) => {
    const { cohort } = item;
    if (cohort === 'federated' && !isLoopback(settings.baseUrl?.host ?? ''))
      return { item, given: false, needs: 'only the emulator has federated accounts: pool provision makes none' };
    return { item, given: cohort !== undefined && cohort in pool.cohorts, needs: `pool ${pool.name} has no cohort ${cohort}` };
  };
  const otherClient = {
    item: otherClientCase(provider),
    given: hasOtherClient(settings),
    needs:
      settings.clientAuth === 'none' ? 'set ROPC_OTHER_CLIENT_ID' : 'asked of public clients only: the secret of the other is not known',
  };
  const otherPolicy = { item: OTHER_POLICY_CASE, given: hasOtherPolicy(settings), needs: 'set ROPC_OTHER_POLICY' };
  return [
    { item: OTHER_USER_CASE, given: cohortSlice(pool, 'honest').count > 1, needs: 'the pool has one honest user' },
    otherClient,
    ...(provider.tokens === 'jwt' ? [otherPolicy] : []),
    // Federation is B2C's.
    ...ACCOUNT_CASES.filter(({ cohort }) => cohort !== 'federated' || provider.tokens === 'jwt').map(ofCohort),
  ];
}

/** Users who must get in: the first, and {@link OTHER_USER_CASE}'s. */
const NEVER_GUESSED = 2;

const guessesPassword = ({ with: changed = {}, without = [] }: ContractCase): boolean =>
  !('username' in changed) && ('password' in changed || without.includes('password'));

/**
 * A wrong password for each user in turn: an endpoint that locks early, or after two of them in a second as some do, must not
 * lock out somebody who is to get in. In a pool too small for that the first user gets them all, whose right password in between
 * starts the count again.
 */
function spreadGuesses(cases: ContractCase[], users: number): ContractCase[] {
  if (users - NEVER_GUESSED < cases.filter(guessesPassword).length) return cases;
  let next = NEVER_GUESSED;
  return cases.map((item) => (guessesPassword(item) ? { ...item, user: next++ } : item));
}

/** The cases that a provider's contract has for these settings and this pool. */
export function casesFor(provider: Provider, settings: Settings, pool: PoolDefinition): ContractCase[] {
  const known = (item: ContractCase) => parameterOf(item).every((name) => name in provider.parameters[item.grant]);
  const cases = [
    ...BASE_CASES,
    ...parameterCases(isOptional(provider, settings)).filter(known),
    ...(provider.tokens === 'jwt' ? B2C_CASES : []),
    ...conditionalCases(provider, settings, pool).flatMap(({ item, given }) => (given ? [item] : [])),
    ...reuseCases(settings),
  ].filter(applies(provider));
  return spreadGuesses(cases, cohortSlice(pool, 'honest').count);
}

/** What the contract run does not ask, and what it would take: a person must not take it for asked. */
export function casesLeftOut(provider: Provider, settings: Settings, pool: PoolDefinition): string[] {
  const left = conditionalCases(provider, settings, pool).filter(({ given }) => !given);
  return [
    ...left.map(({ item, needs }) => `not asked: "${item.sentence}" (${needs}).`),
    ...(settings.refreshReuse === undefined ? ['not asked: how often a refresh token may be redeemed (set ROPC_REFRESH_REUSE).'] : []),
    ...(provider.tokens === 'jwt' && !settings.claims?.length
      ? ['not asked: that the claims of the policy are there (set ROPC_CLAIMS).']
      : []),
  ];
}
