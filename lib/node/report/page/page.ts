// Runs in the browser: draws the charts of the report from window.run.
import { chart } from './chart.js';
import { columns, kindColumns, outcomeColumns, shareColumns } from './columns.js';
import { distributions, kinds, seconds } from './run-data.js';

const ops = Array.from(new Set(seconds.map((row) => row.op)));
if (ops.length > 0) {
  const outcomes = Array.from(new Set(seconds.flatMap((row) => Object.keys(row.outcomes))));
  chart({ id: 'latency', title: 'p95 latency, all answers', unit: ' ms', labels: ops, data: columns(ops, (row) => row.p95) });
  chart({ id: 'answers', title: 'answers a second', unit: '', labels: ops, data: columns(ops, (row) => row.answers) });
  chart({ id: 'outcomes', title: 'outcomes a second', unit: '', labels: outcomes, data: outcomeColumns(outcomes) });
  chart({
    id: 'distribution',
    title: 'share of the good answers that took less than',
    unit: ' %',
    labels: distributions.map(({ op }) => op),
    data: shareColumns(),
    across: 'ms',
  });
}
const names = Object.keys(kinds);
if (names.length > 0) {
  const title = 'enumeration: share of the refusals that took no longer than, by kind of user';
  chart({ id: 'kinds', title, unit: ' %', labels: names, data: kindColumns(names), across: 'ms' });
}
