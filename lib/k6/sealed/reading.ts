/**
 * What reads the answers of somebody new. build.mjs seals it (dist/generated/reading.js), and it is evaluated anew by each call of
 * openReading(): a virtual user whose answers can be predicted lets go of it.
 */
export { createReader } from '../../core/contract/recogniser/reader.js';
