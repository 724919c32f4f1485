import type { Template } from './written-text.js';

/** What an answer has around the person whom it is about. */
export interface Frame {
  contentType: string | undefined;
  cacheControl: string | undefined;
  pragma: string | undefined;
  accessAud: string;
  idAud: string;
  /** Seconds from the moment of issue to each of the other times that follow from it; values number `issued` and on. */
  issued: number[];
  /** What `checkClock` demands of exp, nbf and iat: the smallest and the largest age of the moment of issue, in seconds. */
  youngest: number;
  oldest: number;
}

/** A token response that was held to the contract, as templates, without tokens and without the texts of a person. */
export interface LearnedAnswer {
  frame: Frame;
  /** Of the access token, as it stands in it. */
  accessHeader: string;
  /** The headers of both tokens are parts of its pieces; their claims and signatures are slots. */
  body: Template;
  /** The claims of the access token and of the ID token, with zeros in between. */
  claims: Template;
  profile: Template | undefined;
  /** Numbers of the values that these claims have. */
  sub: number;
  oid: number | undefined;
  email: number | undefined;
}

// An answer is so many lines. JSON would cost every virtual user 2 kB for its functions, and 40 kB to read an answer at the start.
const LINES = 19;
// Stands between pieces: none has a control character but tabs.
const BETWEEN = '\x01';

/** An answer as what is learned has it: texts of an answer have no line breaks. */
export function linesOf(operation: string, { frame, accessHeader, body, claims, profile, sub, oid, email }: LearnedAnswer): string {
  const { contentType, cacheControl, pragma, accessAud, idAud, issued, youngest, oldest } = frame;
  const parts = (template?: Template) => [template?.pieces.join(BETWEEN), template?.slots.join(' ')];
  const lines = [operation, contentType, cacheControl, pragma, accessAud, idAud, issued.join(' '), youngest];
  lines.push(oldest, accessHeader, ...parts(body), ...parts(claims), ...parts(profile), sub, oid, email);
  return lines.map((line) => `${line ?? ''}\n`).join('');
}

function numbersOf(line: string): number[] {
  const numbers: (string | number)[] = line === '' ? [] : line.split(' ');
  for (let i = 0; i < numbers.length; i++) numbers[i] = Number(numbers[i]);
  return numbers as number[];
}

function templateOf(lines: string[], at: number): Template {
  return {
    pieces: (lines[at] as string).split(BETWEEN),
    slots: numbersOf(lines[at + 1] as string),
  };
}

/** The answers of an operation, out of what was learned. */
export function answersOf(learned: string, operation: string): LearnedAnswer[] {
  const lines = learned.split('\n');
  const answers: LearnedAnswer[] = [];
  for (let at = 0; at + LINES < lines.length; at += LINES) {
    if (lines[at] !== operation) continue;
    answers[answers.length] = {
      frame: {
        contentType: lines[at + 1] || undefined,
        cacheControl: lines[at + 2] || undefined,
        pragma: lines[at + 3] || undefined,
        accessAud: lines[at + 4] as string,
        idAud: lines[at + 5] as string,
        issued: numbersOf(lines[at + 6] as string),
        youngest: Number(lines[at + 7]),
        oldest: Number(lines[at + 8]),
      },
      accessHeader: lines[at + 9] as string,
      body: templateOf(lines, at + 10),
      claims: templateOf(lines, at + 12),
      profile: lines[at + 14] === '' ? undefined : templateOf(lines, at + 14),
      sub: Number(lines[at + 16]),
      oid: Number(lines[at + 17]) || undefined,
      email: Number(lines[at + 18]) || undefined,
    };
  }
  return answers;
}
