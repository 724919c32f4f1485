import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { mixedUp } from '../../core/contract/checks/own-user.js';
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

/** What no single virtual user can see: whether users got tokens of others. As a finding, so that the gate on violations counts it. */
export function withMixUps(samples: Samples): Samples {
  const count = mixedUp(samples.subjects.keys());
  if (count === 0) return samples;
  let firstSeen = Number.POSITIVE_INFINITY;
  for (const at of samples.subjects.values()) firstSeen = Math.min(firstSeen, at);
  const mixUp: CountedFinding = {
    rule: 'token.own-user',
    schema: 'check',
    pointer: '/access_token/claims',
    keyword: 'check',
    found: "another user's, as all sign-ins together show",
    op: 'sign-in',
    severity: 'failure',
    caseId: '',
    count,
    firstSeen,
  };
  return { ...samples, findings: [...samples.findings, mixUp] };
}

async function ownOrMerged(folder: string, load: RunRecord['load']): Promise<Samples> {
  const folders = (load?.runners ?? ['.']).map((runner) => resolve(folder, runner));
  return folders.length === 1
    ? samplesOf(folders[0] as string, FILES.samples)
    : mergeSamples(await Promise.all(folders.map((one) => samplesOf(one, FILES.samples))));
}
