import { profiles, providers } from '../../../dist/generated/data.js';
import { casesFor, isGuessed } from '../../core/contract/cases/index.js';
import { namedCases, requestsOf } from '../../core/contract/gates.js';
import { formatDuration } from '../../core/duration.js';
import { type PlannedOperation, requestsIn } from '../../core/plan/load.js';
import type { Plan } from '../../core/plan/plan.js';
import { type Chosen, chooseSettings } from '../../core/settings/choose.js';
import type { RawSettings } from '../../core/settings/resolve.js';
import { UsageError } from '../../core/usage-error.js';
import { LOCAL } from '../paths.js';
import { refuseOtherKinds } from '../run/check-request.js';
import { memoryNeeded } from '../run/memory.js';
import { planOf, TWO_TARGETS } from '../run/run-request.js';
import { settingVariables } from '../settings-flags.js';
import { textTable } from '../terminal.js';

// Measured: the samples of a smoke run.
const BYTES_A_REQUEST = 40;
const BYTES_A_SIGNATURE = 60;

const size = (bytes: number): string => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${Math.round(bytes / 1e6)} MB`);

const rate = (value = 0): string => (Math.round(value * 100) / 100).toString();

function phaseTable(plan: Plan): string {
  const names = plan.operations.map(({ name }) => name);
  const rows: (string | number)[][] = [['phase', 'length', ...names.map((name) => `${name}/s`), 'requests']];
  for (const phase of plan.phases) {
    const rates = names.map((name) =>
      phase.from[name] === phase.to[name] ? rate(phase.to[name]) : `${rate(phase.from[name])} to ${rate(phase.to[name])}`,
    );
    const requests = names.reduce((sum, name) => sum + requestsIn(phase, name), 0);
    rows.push([phase.name, formatDuration(phase.length), ...rates, Math.round(requests)]);
  }
  return textTable(rows);
}

const turns = ({ name, verifyEvery, requests }: PlannedOperation): string =>
  `${verifyEvery === 1 ? `every ${name}` : `one ${name} in ${verifyEvery}`} (${Math.round(requests / verifyEvery)})`;

function printLoad(plan: Plan): void {
  const virtualUsers = plan.operations.reduce((sum, { preAllocatedVUs }) => sum + preAllocatedVUs, 0);
  console.log(phaseTable(plan));
  if (plan.segment) console.log(`this is the whole load; this runner sends part ${plan.segment.index} of ${plan.segment.of} of it`);
  console.log(
    `length ${formatDuration(plan.length)}, ${virtualUsers} virtual users to begin with, pool ${plan.pool.name} of ${plan.pool.size} users`,
  );
  const verified = plan.operations.filter(({ name, verifyEvery }) => name !== 'failed-sign-in' && verifyEvery > 0);
  if (plan.tokens === 'jwt' && verified.length > 0) console.log(`signatures verified of ${verified.map(turns).join(' and ')}`);
  const requests = plan.operations.reduce((sum, operation) => sum + operation.requests, 0);
  const signatures = verified.reduce((sum, operation) => sum + operation.requests / operation.verifyEvery, 0);
  console.log(
    `about ${memoryNeeded(plan)} MB of memory for k6, ${size(requests * BYTES_A_REQUEST + signatures * BYTES_A_SIGNATURE)} of samples`,
  );
}

function printContract({ provider, settings }: Chosen, { pool }: Plan): void {
  const cases = casesFor(provider, settings, pool);
  const wrong = cases.filter(isGuessed).length;
  const [count, requests] = [namedCases(cases, provider).length, requestsOf(cases, provider)];
  console.log(`first the contract run: ${count} cases in ${requests} requests, a wrong password to each of ${wrong} users`);
}

/**
 * Prints what a profile will do to a target, without doing it.
 *
 * @param emulator whether it is the target, whatever the environment says; it is, too, where there is none
 * @throws UsageError
 */
export function planCommand(profile: string, flags: RawSettings, emulator: boolean): number {
  if (emulator && flags.baseUrl !== undefined) throw new UsageError([TWO_TARGETS]);
  const variables = settingVariables(flags);
  const target = emulator ? LOCAL : variables.ROPC_BASE_URL;
  if (target === undefined) console.error('note: no target is set: this is the plan for the emulator.');
  const environment = { ...variables, ROPC_BASE_URL: target ?? LOCAL, ROPC_PROFILE: profile };
  const chosen = chooseSettings({ flags, environment }, providers, profiles);
  if (emulator) refuseOtherKinds(chosen);
  const plan = planOf(chosen, chosen.profile.scenario);
  console.log(`profile ${plan.profile} against ${plan.target.tokenUrl}`);
  if (chosen.profile.contract) printContract(chosen, plan);
  if (plan.operations.length > 0) printLoad(plan);
  console.log('arithmetic:');
  for (const { id, arithmetic, advice } of plan.risks) console.log(`  ${advice ? 'accepted' : 'ok      '}  ${id}: ${arithmetic}`);
  console.log('gates:');
  for (const gate of plan.gates) console.log(`  ${gate.meaning}`);
  for (const note of plan.notes) console.log(`note: ${note}`);
  return 0;
}
