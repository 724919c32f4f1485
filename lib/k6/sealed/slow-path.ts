/**
 * The slow path, for an answer that the recogniser does not know. build.mjs seals it (dist/generated/sealed.js): a virtual
 * user that never calls unseal('slow-path') does not pay the megabyte that it costs.
 */
export { contracts } from '../../../dist/generated/contracts.js';
export { checkPublished } from '../../core/contract/checks/published.js';
export { describeType } from '../../core/contract/describe.js';
export { toAnswer } from '../answer.js';
export { createExaminer, today } from '../examiner.js';
export { createSlowPath } from '../slow-path.js';
export { createVerifier } from '../verifier.js';
