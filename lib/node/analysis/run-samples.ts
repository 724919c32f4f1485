import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { mixedUp, sharedSubjects } from '../../core/contract/checks/own-user.js';
import { FILES, type RunRecord } from '../run/run-record.js';
import { type CountedFinding, noSamples, type Samples } from '../samples/columns.js';
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
  return withMixUps(await ownOrMerged(folder, load));
}

/** @param firstSeen seconds since the epoch */
function mixUp(op: string, pointer: string, found: string, count: number, firstSeen: number): CountedFinding {
  const what = { rule: 'token.own-user', schema: 'check', pointer, keyword: 'check', found } as const;
  return { ...what, op, severity: 'failure', caseId: '', count, firstSeen };
}

const earliest = (times: Iterable<number>): number =>
  Array.from(times).reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);

/** What no single virtual user can see: whether users got tokens of others. As findings, so that the gate on violations counts them. */
export function withMixUps(samples: Samples): Samples {
  const { subjects, guessedSubjects, shared } = samples;
  const found: CountedFinding[] = [];
  const note = (known: Map<string, number>, count: number): void => {
    const what = "another user's, as all sign-ins together show";
    if (count > 0) found.push(mixUp('sign-in', '/access_token/claims', what, count, earliest(known.values())));
  };
  note(subjects, mixedUp(subjects.keys()));
  note(guessedSubjects, sharedSubjects(guessedSubjects.keys()));
  for (const op of new Set(shared.map((one) => one.op))) {
    const times = shared.filter((one) => one.op === op).map(({ at }) => at);
    found.push(mixUp(op, '', 'a token that another user got, too', times.length, earliest(times)));
  }
  return found.length === 0 ? samples : { ...samples, findings: [...samples.findings, ...found] };
}

async function ownOrMerged(folder: string, load: RunRecord['load']): Promise<Samples> {
  const folders = (load?.runners ?? ['.']).map((runner) => resolve(folder, runner));
  return folders.length === 1
    ? samplesOf(folders[0] as string, FILES.samples)
    : mergeSamples(await Promise.all(folders.map((one) => samplesOf(one, FILES.samples))));
}
