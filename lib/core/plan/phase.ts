import type { LoadOperation } from './profile.js';

/** A phase with its place in time, in ms from the start, and its rates in requests a second. */
export interface Phase {
  name: string;
  measured: boolean;
  start: number;
  length: number;
  from: Partial<Record<LoadOperation, number>>;
  to: Partial<Record<LoadOperation, number>>;
}

/** The phase that a moment belongs to; after the end it is still the last one. */
export function phaseAt(phases: readonly Phase[], elapsed: number): Phase {
  const phase = phases.find((item) => elapsed < item.start + item.length) ?? phases.at(-1);
  return phase as Phase;
}

/** The phase of the sign-ins that virtual users of refresh begin with, which are in no phase of the plan. */
export const FIRST_SIGN_INS = 'sign-in-first';
