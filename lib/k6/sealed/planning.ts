/**
 * What is needed before and after the load, and by the contract run: settings, plan, k6's options, cases, summary. build.mjs seals it
 * (dist/generated/sealed.js): it is evaluated by the first call of unseal('planning'), for every virtual user has its own copy of
 * all that is evaluated, and those under load never need this.
 */
export { casesFor, isGuessed } from '../../core/contract/cases/index.js';
export { contractGates, namedCases } from '../../core/contract/gates.js';
// For the bench, which chooses its witnesses itself.
export { verifyEvery } from '../../core/plan/verify-every.js';
export { checkPoolRows } from '../../core/pool-file.js';
export { chooseWitnesses } from '../../core/witness.js';
export { readEnvironment } from '../environment.js';
export { heldTo } from '../held-to.js';
export { makeBrief } from '../make-brief.js';
export { COMMON_OPTIONS, loadOptions, ruleCounts, thresholds } from '../options.js';
export { summarize } from '../summary.js';
