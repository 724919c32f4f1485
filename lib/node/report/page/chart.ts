import uPlot from 'uplot';
import css from 'uplot/dist/uPlot.min.css';
import { phases } from './run-data.js';

const COLOURS = ['#2f81f7', '#d2792a', '#8957e5', '#1a9a77', '#c4302b'];

function themeColour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Marks where each phase begins, with its name; one that would stand on the name before it goes a line down. */
function drawPhases(plot: uPlot): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = themeColour('--soft');
  ctx.fillStyle = themeColour('--soft');
  ctx.textAlign = 'left';
  ctx.font = `${11 * devicePixelRatio}px system-ui`;
  const line = 12 * devicePixelRatio;
  let [free, row] = [0, 0];
  for (const phase of phases) {
    const x = Math.max(bbox.left, plot.valToPos(phase.start, 'x', true));
    ctx.setLineDash([4, 4]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    row = x < free ? row + 1 : 0;
    ctx.fillText(phase.name, x + 4, bbox.top + line * (row + 1));
    free = x + line + ctx.measureText(phase.name).width;
  }
  ctx.restore();
}

export interface ChartOptions {
  id: string;
  title: string;
  unit: string;
  labels: string[];
  data: uPlot.AlignedData;
  /** Milliseconds across, on a logarithmic scale; otherwise seconds, with the phases marked. */
  across?: 'ms';
}

/** Draws a chart into the element of this id, if the page has it. */
export function chart({ id, title, unit, labels, data, across }: ChartOptions): void {
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
