import type { Frame } from './learned-answer.js';
import { type SlotValues, Value } from './values.js';

/**
 * Works out the times that follow from the moment of issue, and looks at the form of what is new in
 * every answer. In one piece, see `isAsPredicted`.
 *
 * @param values get the times
 * @param now whole seconds
 * @returns false where the clock forbids a time, or something has another form
 */
export function completeValues(values: SlotValues, { issued, youngest, oldest }: Frame, now: number): boolean {
  const moment = Number(values[Value.moment]);
  // Whole seconds, and no milliseconds.
  if (`${moment}` !== values[Value.moment] || moment % 1 !== 0 || moment < 1 || moment > 1e11) return false;
  for (let i = 0; i < issued.length; i++) values[Value.issued + i] = `${moment + (issued[i] as number)}`;
  const age = now - moment;
  if (!(age >= youngest && age <= oldest)) return false;
  const signatures = `${values[Value.accessSignature]}${values[Value.idSignature]}`;
  // It leaves a token's characters as they are, but no quote, backslash or control character.
  if (encodeURIComponent(signatures) !== signatures || signatures.indexOf('.') >= 0) return false;
  const refreshToken = values[Value.refreshToken] as string | undefined;
  return refreshToken === undefined || (encodeURIComponent(refreshToken) === refreshToken && refreshToken.split('.').length === 5);
}
