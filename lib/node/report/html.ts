import escapeHtml from 'escape-html';
import pageCode from '../../../dist/generated/report-page.js';
import type { RunResult } from '../analysis/analyse.js';
import { contractPart, shapePart } from './contract-part.js';
import { list, section, table } from './elements.js';
import { factsOf } from './facts.js';
import { failedLoginsPart } from './failed-logins.js';
import { capacityPart, comparison, healthPart, operationTable, wrongAnswerPart } from './load-part.js';
import { style } from './style.js';
import { observed } from './words.js';

function head({ record, verdict }: RunResult): string {
  const rows = factsOf(record)
    .map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`)
    .join('');
  const reasons =
    verdict.reasons.length === 0 ? '<p>Every gate held.</p>' : list(verdict.reasons.map((reason) => `${reason.status}: ${reason.text}`));
  return `<header class="${verdict.status.toLowerCase()}"><p class="badge">${verdict.status}</p><div>${reasons}</div></header><dl>${rows}</dl>`;
}

function gateTable({ verdict }: RunResult): string {
  return table(
    ['', 'gate', 'seen'],
    verdict.gates.map((gate) => [gate.judged ? (gate.holds ? 'held' : 'BROKEN') : 'not judged', gate.meaning, observed(gate)]),
  );
}

/** What the page's script draws: nothing but numbers and names of operations and phases. */
function chartData({ record, seconds, distributions, kinds }: RunResult): string {
  const phases =
    record.load?.plan.phases.map(({ name, start, length }) => ({ name, start: start / 1000, end: (start + length) / 1000 })) ?? [];
  return JSON.stringify({ phases, seconds, distributions, kinds: Object.fromEntries(kinds) }).replaceAll('<', '\\u003c');
}

/** The report as one HTML page that needs no network: light and dark, for a phone and for paper. */
export function htmlReport(result: RunResult): string {
  const { record, verdict, seconds } = result;
  const charts =
    seconds.length === 0
      ? ''
      : ['latency', 'answers', 'outcomes', 'distribution'].map((id) => `<div id="${id}" class="chart"></div>`).join('');
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${verdict.status} - k6-ropc ${escapeHtml(record.profile)}</title><style>${style}</style></head><body>
<main><h1>k6-ropc <small>${escapeHtml(record.id)}</small></h1>
${head(result)}
${section('Capacity', capacityPart(result))}
${section('Operations', operationTable(result))}
${section('Wrong answers', wrongAnswerPart(result))}
${section('Then and now', comparison(result))}
${section('Failed logins', failedLoginsPart(result))}
${section('Second by second', charts)}
${section('Contract', contractPart(result))}
${section('Shapes that changed during the run', shapePart(result))}
${section('Gates', gateTable(result))}
${section('Generator', healthPart(result))}
${section('Again', `<pre>${escapeHtml(record.again)}</pre>`)}
</main><script>window.run=${chartData(result)}</script><script>${pageCode}</script></body></html>
`;
}
