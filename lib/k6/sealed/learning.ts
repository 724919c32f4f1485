/**
 * What learns right answers for the recogniser: in setup(), and for a virtual user that meets one that setup() did not. build.mjs seals it
 * (dist/generated/sealed.js): who takes the slow path only now and then, or whose tokens are opaque, never needs it.
 */
export { learn } from '../../core/contract/recogniser/learn-answer.js';
export { primitivesOf } from '../primitives.js';
