import type { Options } from 'k6/options';

/** The same closed loop for every script, so that only what an iteration does differs. */
export const options: Options = {
  vus: Number(__ENV.BENCH_VUS),
  iterations: Number(__ENV.BENCH_ITERATIONS),
  systemTags: ['status', 'error_code', 'scenario'],
  // A threshold in every script: without one k6 would not even count, and no load test is without.
  thresholds: { http_reqs: [`count>=${__ENV.BENCH_ITERATIONS}`] },
};
