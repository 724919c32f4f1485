import { fewOfEachKind } from '../analysis/wrong-answers.js';
import type { WrongAnswer } from '../samples/columns.js';

/** What the table below is. */
export const WRONG_ANSWERS =
  "The first five of each kind, to be looked up in the target's log by the id; with the same settings npx k6-ropc pool show 28 tells who user 28 is.";

const timeOf = (at: number): string => new Date(at * 1000).toISOString().slice(11, 19);

const whatCame = ({ status, error = 'nothing', why }: WrongAnswer): string =>
  status === 0 ? error : why === undefined ? `${status}` : `${status} ${why}`;

/**
 * A table of wrong answers, its head first; empty where there were none. Times are UTC.
 *
 * @param most rows; of each kind as many as of the others
 */
export function wrongAnswerRows({ wrongAnswers }: { wrongAnswers: readonly WrongAnswer[] }, most = Number.POSITIVE_INFINITY): string[][] {
  if (wrongAnswers.length === 0) return [];
  return [
    ['time (UTC)', 'operation', 'phase or case', 'outcome', 'what came', 'user', "the target's id for it"],
    ...fewOfEachKind(wrongAnswers, most).map((wrong) => {
      const { at, op, phase, outcome, user, id, caseId } = wrong;
      return [
        timeOf(at),
        op,
        caseId ? `${phase}: ${caseId}` : phase,
        outcome,
        whatCame(wrong),
        user === undefined ? '-' : String(user),
        id ?? '-',
      ];
    }),
  ];
}

/** "8 of 28; report.html has all", where a table has not all of them. */
export function shownOf({ wrongAnswers }: { wrongAnswers: readonly WrongAnswer[] }, most: number): string {
  return wrongAnswers.length > most ? ` (${most} of ${wrongAnswers.length}; report.html has all)` : '';
}
