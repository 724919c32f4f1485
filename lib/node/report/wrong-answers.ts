import type { WrongAnswer } from '../samples/columns.js';

// k6's error codes, https://grafana.com/docs/k6/latest/javascript-api/error-codes/
const ERRORS: Record<number, string> = {
  1010: 'bad URL',
  1050: 'timeout',
  1101: 'no such host',
  1211: 'timeout of the connection',
  1212: 'connection refused',
  1220: 'connection reset',
  1301: 'no TLS at this port',
  1310: 'certificate not trusted',
  1311: 'certificate of another host',
};

const timeOf = (at: number): string => new Date(at * 1000).toISOString().slice(11, 19);

function whatCame({ status, error, why }: WrongAnswer): string {
  if (status === 0) return error === undefined ? 'nothing' : (ERRORS[error] ?? `nothing (k6's error ${error})`);
  return why === undefined ? `${status}` : `${status} ${why}`;
}

/** What the table below is. */
export const WRONG_ANSWERS =
  "The first five of each kind, to be looked up in the target's log; npx k6-ropc pool show tells the name of a user.";

/** A table of wrong answers, its head first; empty where there were none. Times are UTC. */
export function wrongAnswerRows({ wrongAnswers }: { wrongAnswers: readonly WrongAnswer[] }): string[][] {
  if (wrongAnswers.length === 0) return [];
  return [
    ['time (UTC)', 'operation', 'phase', 'outcome', 'what came', 'user', "the target's id for it"],
    ...wrongAnswers.map((wrong) => {
      const { at, op, phase, outcome, user, id, case: caseId } = wrong;
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
