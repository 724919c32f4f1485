import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../../core/usage-error.js';

/** What happened to users of the pool, line by line. */
type Entry =
  /** These are about to be created: where the next line is missing, Graph may have made them. */
  | { sending: number[]; at: number }
  | { made: number; id: string }
  /** It was there, and not from a call of ours. */
  | { there: number }
  | { removed: number };

const KINDS = ['sending', 'made', 'there', 'removed'];

function parse(line: string): Entry | undefined {
  try {
    const entry = JSON.parse(line) as Entry;
    return KINDS.some((kind) => kind in entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}

/** What provisioning did so far, so that a call goes on where one that was killed left off. No password is in it. */
export class Journal {
  readonly made = new Map<number, string>();
  readonly there = new Set<number>();
  /** Sent at a time, in a call that did not live to hear of it: if they are there and not older, they are ours. */
  readonly unheard = new Map<number, number>();
  #file: number | undefined;

  /** @throws UsageError where the file is something else */
  constructor(readonly path: string) {
    if (!existsSync(path)) return;
    for (const [i, line] of readFileSync(path, 'utf8').split('\n').entries()) {
      if (line === '') continue;
      const entry = parse(line);
      if (entry) this.#apply(entry);
      // A call that was killed can leave a line that is cut.
      else if (line.endsWith('}')) throw new UsageError([`${path}, line ${i + 1}: this is not a journal of pool provision.`]);
    }
  }

  #apply(entry: Entry): void {
    if ('sending' in entry) for (const index of entry.sending) this.unheard.set(index, entry.at);
    else if ('made' in entry) {
      this.made.set(entry.made, entry.id);
      this.unheard.delete(entry.made);
    } else if ('there' in entry) {
      this.there.add(entry.there);
      this.unheard.delete(entry.there);
    } else {
      this.made.delete(entry.removed);
      this.unheard.delete(entry.removed);
    }
  }

  /** Writes entries, and waits until they are on the disk. */
  write(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    if (this.#file === undefined) {
      mkdirSync(dirname(this.path), { recursive: true });
      // A line that was cut must not run into the next one.
      const begun = existsSync(this.path) && !readFileSync(this.path, 'utf8').endsWith('\n');
      this.#file = openSync(this.path, 'a', 0o600);
      if (begun) writeSync(this.#file, '\n');
    }
    writeSync(this.#file, `${entries.map((entry) => JSON.stringify(entry)).join('\n')}\n`);
    fsyncSync(this.#file);
    for (const entry of entries) this.#apply(entry);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}
