import type uPlot from 'uplot';
import { type Distribution, distributions, kinds, type Second, seconds } from './run-data.js';

const times = Array.from(new Set(seconds.map((row) => row.second))).sort((a, b) => a - b);

/** Columns as uPlot wants them: the seconds, then a column for each operation; gaps where it sent nothing. */
export function columns(ops: string[], value: (row: Second) => number): uPlot.AlignedData {
  const rows = new Map(seconds.map((row) => [`${row.op} ${row.second}`, row]));
  const of = (op: string) =>
    times.map((time) => {
      const row = rows.get(`${op} ${time}`);
      return row ? value(row) : null;
    });
  return [times, ...ops.map(of)] as uPlot.AlignedData;
}

/** A column for each outcome, over all operations. */
export function outcomeColumns(names: string[]): uPlot.AlignedData {
  const of = (name: string) => {
    const bySecond = new Map<number, number>();
    for (const { second, outcomes } of seconds) bySecond.set(second, (bySecond.get(second) ?? 0) + (outcomes[name] ?? 0));
    return times.map((time) => bySecond.get(time) ?? 0);
  };
  return [times, ...names.map(of)] as uPlot.AlignedData;
}

/** A column for each operation: the share of its answers that took less than so many ms. */
export function shareColumns(): uPlot.AlignedData {
  const edges = Array.from(new Set(distributions.flatMap((one) => one.edges))).sort((a, b) => a - b);
  const of = ({ edges: own, counts }: Distribution) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return edges.map((edge) => (counts.reduce((sum, count, i) => sum + ((own[i] as number) <= edge ? count : 0), 0) / total) * 100);
  };
  return [edges, ...distributions.map(of)] as uPlot.AlignedData;
}

/** A column for each kind of user: the share of its answers that took no longer than so many ms. */
export function kindColumns(names: string[]): uPlot.AlignedData {
  const edges = Array.from(new Set(names.flatMap((name) => kinds[name] ?? []))).sort((a, b) => a - b);
  const of = (name: string) => {
    const times = [...(kinds[name] ?? [])].sort((a, b) => a - b);
    let below = 0;
    return edges.map((edge) => {
      while (below < times.length && (times[below] as number) <= edge) below += 1;
      return (below / times.length) * 100;
    });
  };
  return [edges, ...names.map(of)] as uPlot.AlignedData;
}
