// Runs in the browser: draws the charts of the report from window.run.
import uPlot from 'uplot';
import css from 'uplot/dist/uPlot.min.css';

interface Second {
  second: number;
  op: string;
  answers: number;
  errors: number;
  p50: number;
  p95: number;
  outcomes: Record<string, number>;
}

interface Distribution {
  op: string;
  edges: number[];
  counts: number[];
}

interface ChartData {
  phases: { name: string; start: number; end: number }[];
  seconds: Second[];
  distributions: Distribution[];
  /** Times of answers, in ms, by kind of user. */
  kinds: Record<string, number[]>;
}

const COLOURS = ['#2f81f7', '#d2792a', '#8957e5', '#1a9a77', '#c4302b'];
const { phases, seconds, distributions, kinds } = (window as unknown as { run: ChartData }).run;

const times = Array.from(new Set(seconds.map((row) => row.second))).sort((a, b) => a - b);

/** Columns as uPlot wants them: the seconds, then a column for each operation; gaps where it sent nothing. */
function columns(ops: string[], value: (row: Second) => number): uPlot.AlignedData {
  const rows = new Map(seconds.map((row) => [`${row.op} ${row.second}`, row]));
  const of = (op: string) =>
    times.map((time) => {
      const row = rows.get(`${op} ${time}`);
      return row ? value(row) : null;
    });
  return [times, ...ops.map(of)] as uPlot.AlignedData;
}

/** A column for each outcome, over all operations. */
function outcomeColumns(names: string[]): uPlot.AlignedData {
  const of = (name: string) => {
    const bySecond = new Map<number, number>();
    for (const { second, outcomes } of seconds) bySecond.set(second, (bySecond.get(second) ?? 0) + (outcomes[name] ?? 0));
    return times.map((time) => bySecond.get(time) ?? 0);
  };
  return [times, ...names.map(of)] as uPlot.AlignedData;
}

/** A column for each operation: the share of its answers that took less than so many ms. */
function shareColumns(): uPlot.AlignedData {
  const edges = Array.from(new Set(distributions.flatMap((one) => one.edges))).sort((a, b) => a - b);
  const of = ({ edges: own, counts }: Distribution) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return edges.map((edge) => (counts.reduce((sum, count, i) => sum + ((own[i] as number) <= edge ? count : 0), 0) / total) * 100);
  };
  return [edges, ...distributions.map(of)] as uPlot.AlignedData;
}

/** A column for each kind of user: the share of its answers that took no longer than so many ms. */
function kindColumns(names: string[]): uPlot.AlignedData {
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

function themeColour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Marks where each phase begins, with its name. */
function drawPhases(plot: uPlot): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = themeColour('--soft');
  ctx.fillStyle = themeColour('--soft');
  ctx.textAlign = 'left';
  ctx.font = `${11 * devicePixelRatio}px system-ui`;
  for (const phase of phases) {
    const x = Math.max(bbox.left, plot.valToPos(phase.start, 'x', true));
    ctx.setLineDash([4, 4]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.fillText(phase.name, x + 4, bbox.top + 12 * devicePixelRatio);
  }
  ctx.restore();
}

interface ChartOptions {
  id: string;
  title: string;
  unit: string;
  labels: string[];
  data: uPlot.AlignedData;
  /** Milliseconds across, on a logarithmic scale; otherwise seconds, with the phases marked. */
  across?: 'ms';
}

function chart({ id, title, unit, labels, data, across }: ChartOptions): void {
  const place = document.getElementById(id);
  if (!place) return;
  const axis = {
    stroke: themeColour('--soft'),
    grid: { stroke: themeColour('--line'), width: 1 },
    ticks: { stroke: themeColour('--line') },
  };
  const short = (tick: number | null) => (tick === null ? '' : `${Number(tick.toPrecision(3))} ${across ?? 's'}`);
  const plot = new uPlot(
    {
      title,
      width: place.clientWidth,
      height: 260,
      scales: {
        x: { time: false, ...(across && { distr: 3 as const }) },
        y: { range: (_, __, max) => [0, across ? 101 : (max || 1) * 1.15] },
      },
      axes: [
        { ...axis, values: (_, ticks) => ticks.map(short) },
        { ...axis, size: 70, values: (_, ticks) => ticks.map((tick) => `${tick}${unit}`) },
      ],
      series: [
        { label: across ? 'ms' : 'second', value: (_, value) => (value === null ? '-' : Number(value.toPrecision(3)).toString()) },
        ...labels.map((label, i) => ({ label, stroke: COLOURS[i % COLOURS.length] as string, width: 2, points: { show: false } })),
      ],
      hooks: { draw: across ? [] : [drawPhases] },
    },
    data,
    place,
  );
  window.addEventListener('resize', () => plot.setSize({ width: place.clientWidth, height: 260 }));
}

const sheet = document.createElement('style');
sheet.textContent = css;
document.head.append(sheet);
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
