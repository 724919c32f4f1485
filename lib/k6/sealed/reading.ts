/**
 * What reads the answers of somebody new. build.mjs seals it (dist/generated/sealed.js), and it is evaluated anew by each call of
 * unseal('reading'): a virtual user whose answers can be predicted lets go of it.
 */
export { createReader } from '../../core/contract/recogniser/reader.js';
