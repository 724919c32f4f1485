import { unseal } from '../../../dist/generated/sealed.js';
import type { ContractCase } from '../../core/contract/cases/index.js';
import { REGISTER_CASE } from '../../core/contract/gates.js';
import type { RuleId } from '../../core/contract/rules.js';
import { excuses } from '../../core/contract/severity.js';
import { fetchPublished } from '../discovery.js';
import type { Environment } from '../environment.js';
import { createSession, NO_TOKEN } from '../session.js';
import { type ContractRun, noteExcused, report } from './judge-case.js';
import { runCase } from './run-case.js';
import { createTally } from './tally.js';

const THROTTLED = 'what was throttled shows no deviation';

/** One case after the other; the refresh cases redeem the token of the last sign-in. */
export async function runCases(environment: Environment, cases: readonly ContractCase[]): Promise<void> {
  const { published, documents } = fetchPublished(environment, 'contract');
  const brief = unseal('planning').makeBrief(environment, published);
  const session = createSession((part) => brief[part]);
  const tally = createTally(environment.provider, (id, found) => report(run, 'request', id, { rule: 'http.answer', found }));
  const run: ContractRun = { environment, session, tally, excused: new Set(), scopes: [] };
  for (const { name, outcome, error, clean, findings } of documents) {
    noteExcused(run.excused, findings, name);
    tally.see({ expects: 'either', outcome, granted: false, error });
    tally.settle(name, clean);
  }
  const signIn = cases.find(({ id }) => id === 'sign-in') as ContractCase;
  const held = { refreshToken: NO_TOKEN, accessToken: NO_TOKEN };
  for (const item of cases) {
    tally.checkSilence();
    const end = await runCase(run, item, signIn, held);
    if (end && 'notRun' in end) tally.leave(item.id, end.notRun);
    else if (end) tally.settle(item.id, end.right, end.seen);
  }
  tally.checkSilence();
  if (tally.wasThrottled()) tally.leave(REGISTER_CASE.id, THROTTLED);
  // What a granted answer would have shown was not seen where there was none.
  else if (tally.hasGranted()) checkRegister(run, cases);
  tally.close();
}

/** The register cannot rot: an entry that has expired, or no longer happens, breaks the run. */
function checkRegister(run: ContractRun, cases: readonly ContractCase[]): void {
  const { contracts, today } = unseal('slow-path');
  const { deviations = [] } = contracts[run.environment.provider.name] ?? {};
  const met = Array.from(run.excused, (one) => one.split(' '));
  const asked = ['discovery', 'keys', ...cases.map(({ id }) => id)];
  const broken = deviations.map((entry) => {
    const { rule, expires, cases: own } = entry;
    const breaks = (which: RuleId, found: string) =>
      report(run, 'register', REGISTER_CASE.id, { rule: which, found, pointer: `/${rule}${own ? ` (${own.join(', ')})` : ''}` });
    if (expires < today()) return breaks('deviation.expired', `expired on ${expires}`);
    const isMet = (id?: string) =>
      met.some(([name, caseId]) => name === rule && (id === undefined ? excuses(entry, caseId) : caseId === id));
    const lacking = own ? own.find((id) => !isMet(id)) : isMet() ? undefined : '';
    if (lacking === undefined) return false;
    const why = lacking === '' ? '' : asked.includes(lacking) ? ` in case ${lacking}` : `, which has no case ${lacking}`;
    return breaks('deviation.happens', `not seen in this run${why}`);
  });
  run.tally.settle(REGISTER_CASE.id, !broken.includes(true));
}
