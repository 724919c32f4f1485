import escapeHtml from 'escape-html';
import pageCode from '../../../dist/generated/report-page.js';
import { type RuleId, rules } from '../../core/contract/catalogue.js';
import { driftFrom } from '../../core/contract/shape.js';
import { formatDuration } from '../../core/duration.js';
import type { RunResult } from '../analysis/analyse.js';
import type { CaseResult } from '../analysis/contract-result.js';
import type { CountedFinding } from '../samples/columns.js';
import { failedLoginsPart } from './failed-logins.js';
import { style } from './style.js';
import { findingText, ms, observed, outcomes, percent } from './words.js';

type Row = string[];

function table(head: Row, rows: Row[], className = ''): string {
  const cells = (row: Row, tag: string) => row.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('');
  const body = rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('');
  return `<div class="scroll"><table class="${className}"><thead><tr>${cells(head, 'th')}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function section(title: string, content: string): string {
  return content === '' ? '' : `<section><h2>${escapeHtml(title)}</h2>${content}</section>`;
}

function list(items: string[]): string {
  return items.length === 0 ? '' : `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
}

function head({ record, verdict }: RunResult): string {
  const plan = record.load?.plan;
  const facts: [string, string][] = [
    ['target', record.target.tokenUrl],
    ['client', record.target.clientId],
    ['profile', record.profile],
    ['started', record.startedAt],
    ...(plan && plan.length > 0
      ? [
          [
            'length',
            `${formatDuration(plan.length)}: ${plan.phases.map((phase) => `${phase.name} ${formatDuration(phase.length)}`).join(', ')}`,
          ] as [string, string],
        ]
      : []),
    ['k6', record.k6],
  ];
  const rows = facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('');
  const reasons =
    verdict.reasons.length === 0 ? '<p>Every gate held.</p>' : list(verdict.reasons.map((reason) => `${reason.status}: ${reason.text}`));
  return `<header class="${verdict.status.toLowerCase()}"><p class="badge">${verdict.status}</p><div>${reasons}</div></header><dl>${rows}</dl>`;
}

function operationTable({ operations }: RunResult): string {
  if (operations.length === 0) return '';
  const rows = operations.map((row) => [
    row.op,
    row.phase,
    String(row.answers),
    ms(row.p50),
    ms(row.p95),
    ms(row.p99),
    ms(row.max),
    percent(row.errors, row.answers),
    outcomes(row),
  ]);
  return table(['operation', 'phase', 'answers', 'p50', 'p95', 'p99', 'max', 'errors', 'outcomes'], rows, 'numbers');
}

/** Registered deviations, a line for each rule; what differs from answer to answer says nothing here. */
function deviationList(findings: readonly CountedFinding[]): string {
  const counts = new Map<string, number>();
  for (const { rule, severity, count } of findings) if (severity === 'deviation') counts.set(rule, (counts.get(rule) ?? 0) + count);
  if (counts.size === 0) return '';
  return `<p>Registered deviations that were met:</p>${list(Array.from(counts, ([rule]) => `${rule}: ${rules[rule as RuleId].sentence}`))}`;
}

function contractPart({ cases, findings }: RunResult): string {
  const all = [...findings, ...cases.flatMap((item) => item.findings)];
  const broken = all.filter(({ severity }) => severity !== 'deviation');
  const failed = cases.filter(({ result }) => result !== 'passed');
  const row = ({ result, sentence }: CaseResult) => [result, sentence];
  const passed = cases.length - failed.length;
  const everyCase =
    cases.length === 0
      ? ''
      : `<details><summary>${passed} of ${cases.length} cases passed</summary>${table(['result', 'case'], cases.map(row))}</details>`;
  return (
    list(broken.map((finding) => `${finding.severity}: ${findingText(finding)}`)) +
    (failed.length > 0 ? table(['result', 'case'], failed.map(row)) : '') +
    everyCase +
    deviationList(all)
  );
}

/** A key with more than one shape: the target changed its mind while it was measured. */
function shapePart({ shapes, record }: RunResult): string {
  const start = Date.parse(record.startedAt) / 1000;
  const rows = shapes.flatMap((seen) => {
    const first = shapes.find(({ key }) => key === seen.key);
    if (!first || first === seen) return [];
    const drifts = driftFrom([first.shape.split(' ')], seen.shape.split(' ')).map(
      ({ pointer, kind, found }) => `${pointer} ${kind}: ${found}`,
    );
    return [[seen.key, `${Math.max(0, Math.round(seen.firstSeen - start))} s`, String(seen.users), drifts.join('; ')]];
  });
  return rows.length === 0 ? '' : table(['answer', 'first seen after', 'users', 'what differs from the first shape'], rows);
}

function gateTable({ verdict }: RunResult): string {
  return table(
    ['', 'gate', 'seen'],
    verdict.gates.map((gate) => [gate.holds ? 'held' : 'BROKEN', gate.meaning, observed(gate)]),
  );
}

function healthPart({ record }: RunResult): string {
  const health = record.load?.ended?.health;
  if (!health) return '';
  const { cpuMean, cpuMax, cores, busyShare, memoryMb } = health;
  return table(
    ['CPU of k6', 'in its busiest second', 'seconds at the limit', 'memory'],
    [[`${cpuMean.toFixed(2)} of ${cores} cores`, `${cpuMax.toFixed(2)} cores`, percent(busyShare, 1), `${Math.round(memoryMb)} MB`]],
  );
}

/** Then and now, with how sure that is. */
function comparison({ slowdowns, record }: RunResult): string {
  if (slowdowns.length === 0) return '';
  const change = (ratio: number) => `${ratio >= 1 ? '+' : ''}${Math.round((ratio - 1) * 100)} %`;
  const rows = slowdowns.map(({ op, phase, before, now, ratio, low, high }) => [
    op,
    phase,
    ms(before),
    ms(now),
    change(ratio),
    `${change(low)} to ${change(high)}`,
  ]);
  const head = ['operation', 'phase', 'then', 'now', 'change', '95 % confidence'];
  return `<p>Typical latency (median of the seconds' medians) against <code>${escapeHtml(record.baseline?.folder ?? '')}</code>.</p>${table(head, rows)}`;
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
${section('Operations', operationTable(result))}
${section('Against the run before', comparison(result))}
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
