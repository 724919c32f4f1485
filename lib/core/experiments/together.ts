import type { ExpectationResult } from './catalogue.js';

/** What experiment `parallel` saw. */
export interface SeenTogether {
  accounts: number;
  /** Accounts that as many wrong passwords as must lock locked when they came at the same moment. */
  locked: number;
  /** Others whose right password was granted when it came together with `from - 1` wrong ones. */
  granted: number;
  /** Wrong passwords that lock, at least. */
  from: number;
  /** Whether these others could sign in afterwards, and the same wrong passwords one after the other do lock. */
  isLockSeen: boolean;
}

/** Chance at which a right password that is always the one that is tried is no accident. */
const ACCIDENT = 0.005;

/**
 * An account that lets the right password in after the wrong ones either lost some of them, or did not try them: a service may try
 * one at a time, and refuse what comes meanwhile. Where all are tried, a right one among too few wrong ones to lock is granted each
 * time; where one is, that is the right one by chance.
 */
export function judgeTogether({ accounts, locked, granted, from, isLockSeen }: SeenTogether): ExpectationResult {
  if (locked === accounts) return 'held';
  if (from ** -accounts > ACCIDENT) return 'unclear';
  if (granted === accounts) return 'broken';
  return granted <= 1 && isLockSeen ? 'held' : 'unclear';
}
