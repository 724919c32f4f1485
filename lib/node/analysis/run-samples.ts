import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FILES, type RunRecord } from '../run/run-record.js';
import { noSamples, type Samples } from '../samples/columns.js';
import { mergeSamples } from '../samples/merge.js';
import { readSamples } from '../samples/read.js';

/** The samples of one file of a run; none where it left none. */
export async function samplesOf(folder: string, file: string): Promise<Samples> {
  const path = join(folder, file);
  if (existsSync(path)) return readSamples(path);
  return noSamples();
}

/** The load run's samples: its own, or those of the runners that shared it. */
export async function loadSamples(folder: string, { load }: RunRecord): Promise<Samples> {
  const folders = (load?.runners ?? ['.']).map((runner) => resolve(folder, runner));
  return folders.length === 1
    ? samplesOf(folders[0] as string, FILES.samples)
    : mergeSamples(await Promise.all(folders.map((one) => samplesOf(one, FILES.samples))));
}
