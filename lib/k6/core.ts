/**
 * What a virtual user needs only now and then: settings, plan and options before the run, and the whole contract for an
 * answer that its recogniser does not know. build.mjs seals it (dist/generated/core.js), so that a virtual user that
 * never opens it does not pay for it: a thousand users' copies of it are a gigabyte. Nothing of k6 is in it.
 */
export { casesFor } from '../core/contract/cases/index.js';
export { contractGates, namedCases } from '../core/contract/gates.js';
export { createInspector } from '../core/contract/inspector.js';
export { learn } from '../core/contract/learn-answer.js';
export { checkPublished } from '../core/contract/published-check.js';
export { classify } from '../core/outcome.js';
export { readEnvironment } from './environment.js';
export { inspectorOptions } from './inspector-options.js';
export { makeBrief } from './make-brief.js';
export { COMMON_OPTIONS, loadOptions, thresholds } from './options.js';
export { summarize } from './summary.js';
