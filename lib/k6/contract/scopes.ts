import type { ContractCase } from '../../core/contract/cases/index.js';
import type { JsonObject } from '../../core/contract/types.js';
import type { Environment } from '../environment.js';

const wordsOf = (scope: unknown): string[] => (typeof scope === 'string' ? scope.split(' ').filter(Boolean) : []);

/** The scopes of a sign-in: those that it says, or all that were asked for. */
export function scopesOf(
  { environment }: { environment: Environment },
  { with: changed = {}, without = [] }: ContractCase,
  { scope }: JsonObject,
): string[] {
  if (scope !== undefined) return wordsOf(scope);
  return 'scope' in changed || without.includes('scope') ? [] : wordsOf(environment.plan.target.scope);
}

/**
 * A refresh grants no scope that the sign-in did not (RFC 6749, 6), and without a member scope all that was asked for is granted (5.1).
 *
 * @returns what is wrong with it
 */
export function widened(
  { environment, scopes }: { environment: Environment; scopes: readonly string[] },
  { withholds }: ContractCase,
  { scope }: JsonObject,
): string | undefined {
  // What the sign-in had may stay, and where it is not known nothing can be said.
  if (environment.provider.tokens !== 'opaque' || scopes.length === 0) return undefined;
  const wider = wordsOf(withholds && environment.settings[withholds]).filter((word) => !scopes.includes(word));
  if (wider.length > 0 && scope === undefined) return 'left out, which grants all that was asked for';
  const more = wordsOf(scope).filter((word) => !scopes.includes(word));
  if (more.some((word) => wider.includes(word))) return 'with the scope that was added';
  return more.length > 0 ? 'with a scope that the sign-in did not have' : undefined;
}
