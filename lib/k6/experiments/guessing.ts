import { SIZES } from '../../core/experiments/effort.js';
import type { ExperimentContext } from './context.js';

const RIGHT_EVERY = 10;

const REFUSED = 'the address is refused, as it may be by what is declared, so nobody could sign in';

/**
 * Looks whether the address that everything comes from can sign in: where it cannot, accounts say nothing.
 *
 * @returns called afterwards: whether it can then
 */
function watchAddress(context: ExperimentContext): () => boolean {
  const { first } = context.users('honest', 0.5, 1);
  const mayBeRefused = context.lockout.blocksAddresses;
  if (!context.signIn(first) && mayBeRefused) context.doubt(`before it began ${REFUSED}`);
  return () => context.signIn(first);
}

/** One wrong password over many accounts, from one address. */
export function spray(context: ExperimentContext): void {
  const { first, count } = context.users('spray', 0, 0.3);
  const accounts = Array.from({ length: Math.min(SIZES.sprayed, count) }, (_, i) => first + i);
  const password = context.wrong(first, 777);
  const canSignIn = watchAddress(context);
  for (const index of accounts) context.fail(index, 0, password);
  const isRefused = !canSignIn();
  const blocked = context.lockout.blocksAddresses;
  const said = `the address ${isRefused ? 'is refused' : 'still signs in'} after ${accounts.length} failures; declared: ${blocked ? 'it may be refused' : 'it is not refused'}`;
  context.note('spray', 'spray.address', !isRefused || blocked ? 'held' : 'broken', said);
  if (isRefused && blocked) context.doubt(REFUSED);
  const open = accounts.filter((index) => context.signIn(index)).length;
  const found = `${open} of ${accounts.length} accounts open after one wrong password each`;
  context.note('spray', 'spray.nobody-locked', open === accounts.length ? 'held' : 'broken', found);
}

/** Wrong pairs with some right ones among them. */
export function stuffing(context: ExperimentContext): void {
  const { first, count } = context.users('spray', 0.3, 0.6);
  const pairs = Math.min(SIZES.stuffed, count);
  let [right, granted, leaked] = [0, 0, 0];
  const canSignIn = watchAddress(context);
  for (let i = 0; i < pairs; i++) {
    if (i % RIGHT_EVERY === 0) {
      right += 1;
      if (context.signIn(first + i)) granted += 1;
    } else if (context.fail(first + i, 1).status === 200) leaked += 1;
  }
  context.note('stuffing', 'stuffing.wrong-ones', leaked === 0 ? 'held' : 'broken', `${leaked} of ${pairs - right} wrong pairs granted`);
  if (!canSignIn() && context.lockout.blocksAddresses) context.doubt(REFUSED);
  context.note('stuffing', 'stuffing.right-ones', granted === right ? 'held' : 'broken', `${granted} of ${right} right pairs granted`);
}
