import type { Bench } from './bench.js';

const SPRAYED = 120;
const STUFFED = 120;
const RIGHT_EVERY = 10;

/** Experiment 4: one wrong password over many accounts, from one address. */
export function spray(bench: Bench): void {
  const { first, count } = bench.users('spray', 0, 0.3);
  const accounts = Array.from({ length: Math.min(SPRAYED, count) }, (_, i) => first + i);
  const password = bench.wrong(first, 777);
  for (const index of accounts) bench.fail(index, 0, password);
  const { first: honest } = bench.users('honest', 0.5, 1);
  const address = bench.signIn(honest);
  const open = accounts.filter((index) => bench.signIn(index)).length;
  const found = `${open} of ${accounts.length} accounts open after one wrong password each`;
  bench.note('spray', 'spray.nobody-locked', open === accounts.length ? 'held' : 'broken', found);
  const blocked = bench.brief.lockout.blocksAddresses;
  const said = `the address ${address ? 'still signs in' : 'is refused'} after ${accounts.length} failures; declared: ${blocked ? 'it may be refused' : 'it is not refused'}`;
  bench.note('spray', 'spray.address', address || blocked ? 'held' : 'broken', said);
}

/** Experiment 5: wrong pairs with some right ones among them. */
export function stuffing(bench: Bench): void {
  const { first, count } = bench.users('spray', 0.3, 0.6);
  const pairs = Math.min(STUFFED, count);
  let [right, granted, leaked] = [0, 0, 0];
  for (let i = 0; i < pairs; i++) {
    if (i % RIGHT_EVERY === 0) {
      right += 1;
      if (bench.signIn(first + i)) granted += 1;
    } else if (bench.fail(first + i, 1).status === 200) leaked += 1;
  }
  bench.note('stuffing', 'stuffing.right-ones', granted === right ? 'held' : 'broken', `${granted} of ${right} right pairs granted`);
  bench.note('stuffing', 'stuffing.wrong-ones', leaked === 0 ? 'held' : 'broken', `${leaked} of ${pairs - right} wrong pairs granted`);
}
