/** Variables of k6 that say how much is sent, or keep k6 from its end: the plan says the one, and the command needs the other. */
const OF_THE_PLAN =
  /^K6_(VUS|VUS_MAX|DURATION|ITERATIONS|STAGES|RPS|EXECUTION_SEGMENT|EXECUTION_SEGMENT_SEQUENCE|CONFIG|INCLUDE_SYSTEM_ENV_VARS|PAUSED|LINGER|NO_SETUP|NO_TEARDOWN|NO_THRESHOLDS|MIN_ITERATION_DURATION|SYSTEM_TAGS|CSV_.*|OUT|ADDRESS|DISCARD_RESPONSE_BODIES)$/;

/** Variables of this environment that a run ignores, by name. */
export function ignoredVariables(environment: NodeJS.ProcessEnv): string[] {
  // Outputs are handed on.
  return Object.keys(environment).filter((name) => OF_THE_PLAN.test(name) && name !== 'K6_OUT');
}

/**
 * What k6 gets of this environment: all but what the plan says, the settings, which are given anew, and K6_HTTP_DEBUG, which
 * would write passwords and tokens into the log.
 */
export function k6Environment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isPassedOn = ([name]: [string, unknown]) => !name.startsWith('ROPC_') && !OF_THE_PLAN.test(name) && name !== 'K6_HTTP_DEBUG';
  const passedOn = Object.fromEntries(Object.entries(environment).filter(isPassedOn));
  return { K6_NO_USAGE_REPORT: 'true', K6_AUTO_EXTENSION_RESOLUTION: 'false', ...passedOn };
}

/**
 * How k6 is told to write samples, beside the outputs that a person wants. Those of K6_OUT stay in the environment, for an output can
 * have a password in it, and everybody can read a command line. As in k6 itself, options are stronger than the variable.
 *
 * @param wanted K6_OUT, where the run is to have it
 * @param more k6's own options, as they were typed
 */
export function sampleOutput(wanted: string | undefined, more: readonly string[]): { options: string[]; variables: NodeJS.ProcessEnv } {
  if (more.some((option) => /^(--out\b|-o)/.test(option))) return { options: ['--out', 'csv'], variables: {} };
  return { options: [], variables: { K6_OUT: wanted ? `csv,${wanted}` : 'csv' } };
}
