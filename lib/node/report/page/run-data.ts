// What chartData() in html.ts writes into the page.
export interface Second {
  second: number;
  op: string;
  answers: number;
  errors: number;
  p50: number;
  p95: number;
  outcomes: Record<string, number>;
}

export interface Distribution {
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

export const { phases, seconds, distributions, kinds } = (window as unknown as { run: ChartData }).run;
