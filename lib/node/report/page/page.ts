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
}

interface ChartData {
  phases: { name: string; start: number; end: number }[];
  seconds: Second[];
}

const COLOURS = ['#2f81f7', '#d2792a', '#8957e5', '#1a9a77', '#c4302b'];
const { phases, seconds } = (window as unknown as { run: ChartData }).run;

/** Columns as uPlot wants them: the seconds, then a column for each operation; gaps where it sent nothing. */
function columns(ops: string[], value: (row: Second) => number): uPlot.AlignedData {
  const times = Array.from(new Set(seconds.map((row) => row.second))).sort((a, b) => a - b);
  const rows = new Map(seconds.map((row) => [`${row.op} ${row.second}`, row]));
  const of = (op: string) =>
    times.map((time) => {
      const row = rows.get(`${op} ${time}`);
      return row ? value(row) : null;
    });
  return [times, ...ops.map(of)] as uPlot.AlignedData;
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

function chart(id: string, title: string, unit: string, series: { label: string; dash?: number[] }[], data: uPlot.AlignedData): void {
  const place = document.getElementById(id);
  if (!place) return;
  const axis = {
    stroke: themeColour('--soft'),
    grid: { stroke: themeColour('--line'), width: 1 },
    ticks: { stroke: themeColour('--line') },
  };
  const plot = new uPlot(
    {
      title,
      width: place.clientWidth,
      height: 260,
      scales: { x: { time: false }, y: { range: (_, __, max) => [0, (max || 1) * 1.15] } },
      axes: [
        { ...axis, values: (_, ticks) => ticks.map((tick) => `${tick} s`) },
        { ...axis, size: 70, values: (_, ticks) => ticks.map((tick) => `${tick}${unit}`) },
      ],
      series: [
        { label: 'second' },
        ...series.map(({ label, dash }, i) => ({ label, stroke: COLOURS[i % COLOURS.length] as string, width: 2, ...(dash && { dash }) })),
      ],
      hooks: { draw: [drawPhases] },
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
const named = (suffix: string) => ops.map((op) => ({ label: `${op} ${suffix}` }));
if (ops.length > 0) {
  chart(
    'latency',
    'p95 latency, all answers',
    ' ms',
    named('p95'),
    columns(ops, (row) => row.p95),
  );
  const [times, ...answers] = columns(ops, (row) => row.answers);
  const [, ...errors] = columns(ops, (row) => row.errors);
  const failing = seconds.some((row) => row.errors > 0);
  const lines = failing ? [...named('answers'), ...named('errors').map((line) => ({ ...line, dash: [6, 4] }))] : named('answers');
  chart('answers', failing ? 'answers and errors a second' : 'answers a second', '', lines, [
    times,
    ...answers,
    ...(failing ? errors : []),
  ] as uPlot.AlignedData);
}
