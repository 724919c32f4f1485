import { cohortSlice, type PoolDefinition } from '../../pool.js';
import type { Provider } from '../../provider.js';
import type { Settings } from '../../settings/catalogue.js';
import { PARAMETER_CASES } from './parameters.js';
import { ACCOUNT_CASES, B2C_CASES, BASE_CASES, OTHER_POLICY_CASE, OTHER_USER_CASE } from './requests.js';
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

// A parameter that the provider does not send cannot be left out of its request.
function applies(provider: Provider): (item: ContractCase) => boolean {
  return (item) => {
    const changed = [...(item.without ?? []), ...(item.repeat ? [item.repeat] : [])];
    return changed.every((name) => name in provider.parameters[item.grant]);
  };
}

function parameterOf(item: ContractCase): string[] {
  return item.id.startsWith(item.grant) && item.with ? Object.keys(item.with) : [];
}

/** The cases that a provider's contract has for these settings and this pool. */
export function casesFor(provider: Provider, settings: Settings, pool: PoolDefinition): ContractCase[] {
  const known = (item: ContractCase) => parameterOf(item).every((name) => name in provider.parameters[item.grant]);
  const b2c = provider.tokens === 'jwt';
  return [
    ...BASE_CASES,
    ...(cohortSlice(pool, 'honest').count > 1 ? [OTHER_USER_CASE] : []),
    ...PARAMETER_CASES.filter(known),
    ...(b2c ? B2C_CASES : []),
    ...(b2c && hasOtherPolicy(settings) ? [OTHER_POLICY_CASE] : []),
    ...ACCOUNT_CASES.filter(({ cohort }) => cohort !== undefined && cohort in pool.cohorts),
    ...reuseCases(settings),
  ].filter(applies(provider));
}
