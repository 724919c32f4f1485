/**
 * The whole contract, for an answer that the recogniser does not know. build.mjs seals it (dist/generated/whole-contract.js): a
 * virtual user that never calls openWholeContract() does not pay the megabyte that it costs.
 */
export { contracts } from '../../../dist/generated/contracts.js';
export { checkPublished } from '../../core/contract/checks/published.js';
export { describeType } from '../../core/contract/describe.js';
export { learn } from '../../core/contract/recogniser/learn-answer.js';
export { createSlowPath, today } from '../slow-path.js';
export { createThorough } from '../thorough.js';
export { createVerifier } from '../verifier.js';
