import { isLoopback } from '../../base-url.js';
import { cohortSlice, type PoolDefinition } from '../../pool.js';
import type { Provider } from '../../provider.js';
import type { Settings } from '../../settings/catalogue.js';
import type { ContractCase } from './types.js';
import {
  ACCOUNT_CASES,
  CLIENT_SECRET_CASES,
  OTHER_CLIENT_CASE,
  OTHER_PASSWORD_CASE,
  OTHER_POLICY_CASE,
  OTHER_USER_CASE,
  UNKNOWN_CLIENT_CASE,
  WIDER_SCOPE_CASE,
} from './where-given.js';

// The demo's other policy may be the very one that is tested.
function hasOtherPolicy({ policy, otherPolicy }: Settings): boolean {
  return otherPolicy !== undefined && otherPolicy.toLowerCase() !== policy?.toLowerCase();
}

// Where clients have secrets that of the other one is needed, too.
function hasOtherClient({ clientAuth, clientId, otherClientId, otherClientSecret }: Settings): boolean {
  const isOther = otherClientId !== undefined && otherClientId.toLowerCase() !== clientId?.toLowerCase();
  return isOther && (clientAuth === 'none' || otherClientSecret !== undefined);
}

/** The case of another client, without parameters that the provider does not send. */
function otherClientCase({ parameters }: Provider, { clientAuth }: Settings): ContractCase {
  const { with: changed = {} } = OTHER_CLIENT_CASE;
  const sent = Object.entries(changed).filter(([name]) => name in parameters.refresh && !(clientAuth === 'basic' && name === 'client_id'));
  return { ...OTHER_CLIENT_CASE, with: Object.fromEntries(sent), ...(clientAuth !== 'none' && { clientSecret: 'of another client' }) };
}

/** Cases that a run has only where something is set, or the pool has the users for them. */
export function conditionalCases(
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
    item: otherClientCase(provider, settings),
    given: hasOtherClient(settings),
    needs: `set ROPC_OTHER_CLIENT_ID${settings.clientAuth === 'none' ? '' : ' and ROPC_OTHER_CLIENT_SECRET'}`,
  };
  const otherPolicy = { item: OTHER_POLICY_CASE, given: hasOtherPolicy(settings), needs: 'set ROPC_OTHER_POLICY' };
  const widerScope = { item: WIDER_SCOPE_CASE, given: settings.widerScope !== undefined, needs: 'set ROPC_WIDER_SCOPE' };
  // B2C ignores a secret on sign-in, and has cases of its own.
  const ofClient = settings.clientAuth === 'none' ? [UNKNOWN_CLIENT_CASE] : CLIENT_SECRET_CASES;
  const others = { given: cohortSlice(pool, 'honest').count > 1, needs: 'the pool has one honest user' };
  return [
    { item: OTHER_USER_CASE, ...others },
    { item: OTHER_PASSWORD_CASE, ...others },
    ...(provider.tokens === 'opaque' ? ofClient.map((item) => ({ item, given: true, needs: '' })) : []),
    otherClient,
    provider.tokens === 'jwt' ? otherPolicy : widerScope,
    // Federation is B2C's.
    ...ACCOUNT_CASES.filter(({ cohort }) => cohort !== 'federated' || provider.tokens === 'jwt').map(ofCohort),
  ];
}
