import { constants, readdirSync } from 'node:fs';
import { access, cp, mkdir, rename, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { UsageError } from '../../core/usage-error.js';
import { type Compared, differencesOf, wasSurelySlower } from './baseline.js';
import { type RunRecord, readRecord } from './run-record.js';

/**
 * Makes the folder, before anything is sent.
 *
 * @throws UsageError where a folder cannot be the history
 */
export async function checkHistory(history: string): Promise<void> {
  if (history.trim() === '') throw new UsageError(['--history is empty: it takes a folder. Give it one, or leave it out.']);
  if (resolve(history) === resolve('results'))
    throw new UsageError(['--history results: every run is there already. Name another folder, or take --baseline last.']);
  try {
    await mkdir(history, { recursive: true });
    await access(history, constants.W_OK);
  } catch (error) {
    throw new UsageError([`--history ${history} cannot be written (${(error as Error).message}): name a folder that can.`]);
  }
}

/**
 * Keeps a run that passed as the one that the next is compared with, in place of the one before: a folder that CI keeps from night to
 * night has one run of each load, and the one that this was compared with. A run that was surely slower is no new measure, or a target could become a little slower each
 * night for ever.
 *
 * @returns what a person should know of it
 */
export async function keepRun(history: string, folder: string, record: RunRecord, compared: Compared): Promise<string> {
  if (wasSurelySlower(compared)) return `slower than the run in ${history}, by less than is allowed: that one stays the measure`;
  const id = basename(folder);
  const before = record.baseline && basename(record.baseline.folder);
  // A copy that breaks off must not look like a run.
  const copy = join(history, `.${id}`);
  await cp(folder, copy, { recursive: true });
  await rename(copy, join(history, id));
  // What it was compared with stays as long as it does, so that its report can be made again.
  const others = readdirSync(history).filter((name) => name !== id && name !== before && !name.startsWith('.'));
  for (const other of others) {
    const known = await readRecord(join(history, other)).catch(() => undefined);
    if (known && differencesOf(record, known).length === 0) await rm(join(history, other), { recursive: true });
  }
  return `kept in ${history}, for the next run to be compared with`;
}
