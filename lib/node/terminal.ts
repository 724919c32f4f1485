import { SingleBar } from 'cli-progress';
import Table from 'cli-table3';

export interface Progress {
  update(value: number, note?: string): void;
  stop(): void;
}

const LINE_EVERY_MS = 10_000;

// Without a terminal: a plain line now and then.
function plainProgress(label: string, total: number): Progress {
  console.error(label);
  let last = Date.now();
  return {
    update: (value, note = '') => {
      if (Date.now() - last < LINE_EVERY_MS) return;
      last = Date.now();
      console.error(`${label}: ${total > 0 ? `${Math.round((value / total) * 100)} %` : value} ${note}`.trimEnd());
    },
    stop: () => {},
  };
}

/** A progress bar on stderr; `total` 0 where it is not known. */
export function progressBar(label: string, total: number): Progress {
  if (!process.stderr.isTTY) return plainProgress(label, total);
  const bar = new SingleBar({
    format: `${label} {bar} {percentage} % {eta_formatted} left {note}`,
    hideCursor: true,
    clearOnComplete: false,
    stream: process.stderr,
  });
  bar.start(total || 1, 0, { note: '' });
  return { update: (value, note = '') => bar.update(value, { note }), stop: () => bar.stop() };
}

/**
 * A table without colours, its head first.
 *
 * @param compact without lines between the rows
 */
export function textTable([head = [], ...rows]: readonly (readonly (string | number)[])[], compact = false): string {
  const table = new Table({ head: head.map(String), style: { head: [], border: [], compact } });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}
