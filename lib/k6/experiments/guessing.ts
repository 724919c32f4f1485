import { SIZES } from '../../core/experiments/effort.js';
import type { ExperimentContext } from './context.js';

const RIGHT_EVERY = 10;

/** Whether an address that could sign in before is refused by now: then nobody at it can, and accounts say nothing. */
function watchAddress(context: ExperimentContext): () => boolean {
  const { first } = context.users('honest', 0.5, 1);
  const before = context.signIn(first);
  return () => before && !context.signIn(first);
}

function doubtAddress({ brief, doubt }: ExperimentContext, isRefused: boolean): void {
  if (isRefused && brief.lockout.blocksAddresses)
    doubt('the address is refused by now, as it may be by what is declared, so nobody could sign in');
}

/** One wrong password over many accounts, from one address. */
export function spray(context: ExperimentContext): void {
  const { first, count } = context.users('spray', 0, 0.3);
  const accounts = Array.from({ length: Math.min(SIZES.sprayed, count) }, (_, i) => first + i);
  const password = context.wrong(first, 777);
  const isAddressRefused = watchAddress(context);
  for (const index of accounts) context.fail(index, 0, password);
  const isRefused = isAddressRefused();
  const blocked = context.brief.lockout.blocksAddresses;
  const said = `the address ${isRefused ? 'is refused' : 'still signs in'} after ${accounts.length} failures; declared: ${blocked ? 'it may be refused' : 'it is not refused'}`;
  context.note('spray', 'spray.address', !isRefused || blocked ? 'held' : 'broken', said);
  doubtAddress(context, isRefused);
  const open = accounts.filter((index) => context.signIn(index)).length;
  const found = `${open} of ${accounts.length} accounts open after one wrong password each`;
  context.note('spray', 'spray.nobody-locked', open === accounts.length ? 'held' : 'broken', found);
}

/** Wrong pairs with some right ones among them. */
export function stuffing(context: ExperimentContext): void {
  const { first, count } = context.users('spray', 0.3, 0.6);
  const pairs = Math.min(SIZES.stuffed, count);
  let [right, granted, leaked] = [0, 0, 0];
  const isAddressRefused = watchAddress(context);
  for (let i = 0; i < pairs; i++) {
    if (i % RIGHT_EVERY === 0) {
      right += 1;
      if (context.signIn(first + i)) granted += 1;
    } else if (context.fail(first + i, 1).status === 200) leaked += 1;
  }
  context.note('stuffing', 'stuffing.wrong-ones', leaked === 0 ? 'held' : 'broken', `${leaked} of ${pairs - right} wrong pairs granted`);
  doubtAddress(context, isAddressRefused());
  context.note('stuffing', 'stuffing.right-ones', granted === right ? 'held' : 'broken', `${granted} of ${right} right pairs granted`);
}
