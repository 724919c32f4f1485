import type { Deviation } from '../../core/contract/types.js';
import type { Row } from './judge.js';

function row(id: string, effect: Row['effect'], rule: string, before: string | undefined, after: string | undefined): Row {
  return { id, effect, schema: 'deviations', pointer: `/${rule}`, before, after };
}

/** The last day of each rule, and of each rule in a case: the contract goes by any entry. */
function lastDays(entries: readonly Deviation[]): Map<string, string> {
  const days = new Map<string, string>();
  for (const { rule, cases, expires } of entries)
    for (const name of cases?.map((id) => `${rule} (${id})`) ?? [rule]) {
      const known = days.get(name);
      if (known === undefined || known < expires) days.set(name, expires);
    }
  return days;
}

const everywhere = (name: string): string => name.replace(/ \(.*\)$/, '');

/**
 * Judges a changed register: what a new entry excuses must now be expected, and what one excuses again that had expired.
 *
 * @param today YYYY-MM-DD
 */
export function judgeDeviations(before: readonly Deviation[], after: readonly Deviation[], today: string): Row[] {
  const [was, is] = [lastDays(before), lastDays(after)];
  const names = Array.from(new Set([...was.keys(), ...is.keys()]));
  return names.flatMap((rule): Row[] => {
    // What is excused everywhere is excused in each case.
    const [old, now] = [was, is].map((days) => days.get(rule) ?? days.get(everywhere(rule)));
    if (old === now) return [];
    if (old === undefined)
      return [row('deviation-added', now !== undefined && now < today ? 'compatible' : 'breaking', rule, old, `until ${now}`)];
    if (now === undefined) return [row('deviation-removed', 'compatible', rule, `until ${old}`, now)];
    if (old < today && now >= today) return [row('deviation-renewed', 'breaking', rule, `until ${old}`, `until ${now}`)];
    return [row(now > old ? 'deviation-longer' : 'deviation-shorter', 'compatible', rule, `until ${old}`, `until ${now}`)];
  });
}
