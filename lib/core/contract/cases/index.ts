import { cohortSlice, type PoolDefinition } from '../../pool.js';
import type { Provider } from '../../provider.js';
import type { Settings } from '../../settings/catalogue.js';
import { B2C_CASES } from './b2c.js';
import { conditionalCases } from './conditional.js';
import { BASE_CASES } from './every-endpoint.js';
import { parameterCases } from './parameters.js';
import { spreadGuesses } from './spread-guesses.js';
import type { ContractCase } from './types.js';

export { isGuessed } from './spread-guesses.js';
export type { ContractCase } from './types.js';

const REUSE = { grant: 'refresh', expects: 'granted', rule: 'semantics.refresh-reuse' } as const;

/** Redemptions of one token, as the declared policy has them. */
function reuseCases({ refreshReuse, refreshGrace }: Settings): ContractCase[] {
  if (refreshReuse === undefined || refreshReuse === 'none') return [];
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

// A parameter that the provider does not send cannot be left out of its request.
function applies(provider: Provider): (item: ContractCase) => boolean {
  return (item) => {
    const changed = [...(item.without ?? []), ...(item.repeat ? [item.repeat] : [])];
    return changed.every((name) => name in provider.parameters[item.grant]);
  };
}

function isOptional({ optional = {} }: Provider): (grant: ContractCase['grant'], name: string) => boolean {
  return (grant, name) => optional[grant]?.includes(name) === true;
}

function parameterOf(item: ContractCase): string[] {
  return item.id.startsWith(item.grant) && item.with ? Object.keys(item.with) : [];
}

/** The cases that a provider's contract has for these settings and this pool. */
export function casesFor(provider: Provider, settings: Settings, pool: PoolDefinition): ContractCase[] {
  // With HTTP Basic the header names the client.
  const isSent = (grant: ContractCase['grant'], name: string) =>
    name in provider.parameters[grant] && !(settings.clientAuth === 'basic' && name === 'client_id');
  const known = (item: ContractCase) =>
    [...parameterOf(item), ...(item.without ?? []), ...(item.repeat ? [item.repeat] : [])].every((name) => isSent(item.grant, name));
  const cases = [
    ...BASE_CASES,
    ...parameterCases(isOptional(provider)).filter(known),
    ...(provider.tokens === 'jwt' ? B2C_CASES : []),
    ...conditionalCases(provider, settings, pool).flatMap(({ item, given }) => (given ? [item] : [])),
    ...reuseCases(settings),
  ].filter(applies(provider));
  // What is no token, and what lacks one, is refused by whoever redeems none, too.
  const asked = settings.refreshReuse === 'none' ? cases.filter(({ grant }) => grant !== 'refresh') : cases;
  return spreadGuesses(asked, cohortSlice(pool, 'honest').count);
}

/** What the contract run does not ask, and what it would take: a person must not take it for asked. */
export function casesLeftOut(provider: Provider, settings: Settings, pool: PoolDefinition): string[] {
  const left = conditionalCases(provider, settings, pool).filter(({ given }) => !given);
  return [
    ...left.map(({ item, needs }) => `not asked: "${item.sentence}" (${needs}).`),
    ...(settings.refreshReuse === 'none' ? ['not asked: anything of refresh tokens (ROPC_REFRESH_REUSE is none).'] : []),
    ...(settings.refreshReuse === undefined ? ['not asked: how often a refresh token may be redeemed (set ROPC_REFRESH_REUSE).'] : []),
    ...(provider.tokens === 'jwt' && !settings.claims?.length
      ? ['not asked: that the claims of the policy are there (set ROPC_CLAIMS).']
      : []),
  ];
}
