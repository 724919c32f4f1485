import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from './read-json.mjs';

/**
 * Checks the register of deviations: every entry names a rule, says why and from where, and has a last day.
 *
 * @throws Error that names the entry
 */
function checkDeviations(path, entries, ruleIds) {
  for (const [i, entry] of entries.entries()) {
    const at = `${path}: entry ${i + 1}`;
    if (!ruleIds.includes(entry.rule)) throw new Error(`${at}: there is no rule "${entry.rule}" in lib/core/contract/rules.ts`);
    for (const name of ['reason', 'source']) if (!entry[name]) throw new Error(`${at}: ${name} is missing`);
    if (entry.cases !== undefined && !(Array.isArray(entry.cases) && entry.cases.length > 0))
      throw new Error(`${at}: cases takes a list of contract cases, such as ["sign-in-query"]`);
    if (!/^\d{4}-\d{2}-\d{2}$/.test(entry.expires))
      throw new Error(`${at}: expires is "${entry.expires}": it takes a day such as 2027-12-31`);
  }
}

/** A provider's contract.json with its register and its shape lock. */
export function readContract(folder, ruleIds) {
  const lock = join(folder, 'shapes.lock.json');
  const deviations = readJson(join(folder, 'deviations.json'));
  checkDeviations(join(folder, 'deviations.json'), deviations, ruleIds);
  return { ...readJson(join(folder, 'contract.json')), deviations, shapes: existsSync(lock) ? readJson(lock) : {} };
}
