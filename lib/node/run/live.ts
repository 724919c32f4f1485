import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { METRICS } from '../../core/metrics.js';

/** A port on loopback that was free a moment ago, for k6's own API. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Metric {
  id: string;
  attributes: { sample: Record<string, number> };
}

/** What k6 counted so far, over all operations. */
export interface LiveNumbers {
  answers: number;
  /** ms, since the start. */
  p95?: number;
  /** Share, since the start. */
  errors: number;
  falseRejections: number;
  throttled: number;
  violations: number;
  /** Contract cases. */
  cases: number;
}

/**
 * Asks k6's REST API.
 *
 * @returns undefined while it does not answer
 */
export async function liveNumbers(port: number): Promise<LiveNumbers | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/v1/metrics`, { signal: AbortSignal.timeout(800) });
    const { data } = (await response.json()) as { data: Metric[] };
    const of = (id: string, statistic: string) => data.find((metric) => metric.id === id)?.attributes.sample[statistic];
    const p95 = of(METRICS.duration, 'p(95)');
    return {
      answers: of(METRICS.responses, 'count') ?? 0,
      ...(p95 !== undefined && { p95 }),
      errors: of(METRICS.errors, 'rate') ?? 0,
      falseRejections: of(`${METRICS.responses}{outcome:false-rejection}`, 'count') ?? 0,
      throttled: of(`${METRICS.responses}{outcome:throttled}`, 'count') ?? 0,
      violations: of(`${METRICS.findings}{severity:failure}`, 'count') ?? 0,
      cases: of(METRICS.cases, 'count') ?? 0,
    };
  } catch {
    return undefined;
  }
}

/** "steady, asked 30/s, got 29/s, p95 so far 12 ms, 3 throttled": k6 tells these two for the whole run until now. */
export function liveNote(phase: string, asked: number, got: number, numbers: LiveNumbers | undefined): string {
  if (!numbers) return phase;
  const counts: [number, string][] = [
    [numbers.falseRejections, 'false rejections'],
    [numbers.throttled, 'throttled'],
    [numbers.violations, 'violations'],
  ];
  return [
    phase,
    ...(asked > 0 ? [`asked ${Math.round(asked * 10) / 10}/s`, `got ${Math.round(got * 10) / 10}/s`] : []),
    ...(numbers.p95 === undefined ? [] : [`p95 so far ${numbers.p95.toFixed(1)} ms`]),
    ...(numbers.errors > 0 ? [`errors so far ${(numbers.errors * 100).toFixed(2)} %`] : []),
    ...counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`),
  ].join(', ');
}
