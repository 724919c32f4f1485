import type { Reason } from '../../core/verdict.js';
import type { Samples } from '../samples/columns.js';

/** So many refusals, and of so large a share of the sign-ins, are rather of users who are not there than of a fault. */
const LEAST_REFUSED = 10;
const LEAST_SHARE = 0.05;

/**
 * What to look at first where many right passwords are refused: users who are not those that the directory has. It is not the verdict,
 * for nothing here can tell them from users whom the target refuses by mistake.
 */
export function refusedUsersReason({ series }: Pick<Samples, 'series'>): Reason[] {
  const signIns = series.filter(({ op }) => op === 'sign-in');
  const count = (those: typeof signIns) => those.reduce((sum, { ms }) => sum + ms.length, 0);
  const [all, refused] = [count(signIns), count(signIns.filter(({ outcome }) => outcome === 'false-rejection'))];
  if (refused < LEAST_REFUSED || refused < LEAST_SHARE * all) return [];
  const text =
    `${refused} of ${all} sign-ins with the right password were refused: are these the users that the directory has? ` +
    'Their number, the pool and its secret must be those that they were created with (npx k6-ropc pool check tries a few of them)';
  return [{ status: 'INCONCLUSIVE', text }];
}
