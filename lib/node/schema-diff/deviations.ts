import type { Deviation } from '../../core/contract/types.js';
import type { Row } from './judge.js';

function row(id: string, effect: Row['effect'], rule: string, before: string | undefined, after: string | undefined): Row {
  return { id, effect, schema: 'deviations', pointer: `/${rule}`, before, after };
}

const nameOf = ({ rule, cases }: Deviation): string => (cases ? `${rule} (${cases.join(', ')})` : rule);

/** Judges a changed register: what a new entry excuses must now be expected. */
export function judgeDeviations(before: readonly Deviation[], after: readonly Deviation[]): Row[] {
  const names = Array.from(new Set([...before, ...after].map(nameOf)));
  return names.flatMap((rule): Row[] => {
    const [old, now] = [before, after].map((entries) => entries.find((entry) => nameOf(entry) === rule)?.expires);
    if (old === now) return [];
    if (old === undefined) return [row('deviation-added', 'breaking', rule, old, `until ${now}`)];
    if (now === undefined) return [row('deviation-removed', 'compatible', rule, `until ${old}`, now)];
    return [row(now > old ? 'deviation-longer' : 'deviation-shorter', 'compatible', rule, `until ${old}`, `until ${now}`)];
  });
}
