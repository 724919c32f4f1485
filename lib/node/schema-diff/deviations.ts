import type { Deviation } from '../../core/contract/types.js';
import type { Row } from './judge.js';

function row(id: string, effect: Row['effect'], rule: string, before: string | undefined, after: string | undefined): Row {
  return { id, effect, schema: 'deviations', pointer: `/${rule}`, before, after };
}

const nameOf = ({ rule, cases }: Deviation): string => (cases ? `${rule} (${cases.join(', ')})` : rule);

/** The last day of any entry of a name: the contract goes by each. */
function lastDay(entries: readonly Deviation[], name: string): string | undefined {
  return entries
    .filter((entry) => nameOf(entry) === name)
    .map(({ expires }) => expires)
    .sort()
    .at(-1);
}

/**
 * Judges a changed register: what a new entry excuses must now be expected, and what one excuses again that had expired.
 *
 * @param today YYYY-MM-DD
 */
export function judgeDeviations(before: readonly Deviation[], after: readonly Deviation[], today: string): Row[] {
  const names = Array.from(new Set([...before, ...after].map(nameOf)));
  return names.flatMap((rule): Row[] => {
    const [old, now] = [lastDay(before, rule), lastDay(after, rule)];
    if (old === now) return [];
    if (old === undefined) return [row('deviation-added', 'breaking', rule, old, `until ${now}`)];
    if (now === undefined) return [row('deviation-removed', 'compatible', rule, `until ${old}`, now)];
    if (old < today && now >= today) return [row('deviation-renewed', 'breaking', rule, `until ${old}`, `until ${now}`)];
    return [row(now > old ? 'deviation-longer' : 'deviation-shorter', 'compatible', rule, `until ${old}`, `until ${now}`)];
  });
}
