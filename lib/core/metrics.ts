/** The metrics that the suite adds to k6's own. */
export const METRICS = {
  /** Trend, ms: latency of every answer. Tags: op, phase, outcome. */
  duration: 'ropc_duration',
  /** Counter: answers that were held to the contract. Tags: op, phase, outcome. */
  responses: 'ropc_responses',
  /** Rate: share of server errors, timeouts, network errors and locks of honest users. Tags: op, phase. */
  errors: 'ropc_errors',
  /** Counter: broken rules. Tags: op, rule, severity, pointer, keyword, schema, case. */
  findings: 'ropc_findings',
  /** Counter: iterations that ended in an exception of the suite's own. */
  exceptions: 'ropc_exceptions',
  /** Counter: contract cases that were run. Tags: case, result. */
  cases: 'ropc_cases',
  /** Counter: expectations of experiments. Tags: experiment, expectation, result. */
  expectations: 'ropc_expectations',
  /** Trend: wrong passwords that an account got before it was probed. Tags: account (open, locked). */
  attempts: 'ropc_attempts',
  /** Trend, ms: answers by the kind of user. Tags: kind. */
  kinds: 'ropc_kinds',
  /** Counter: answers whose signatures were verified, good or not. Tags: op. */
  signatures: 'ropc_signatures',
  /** Counter: shapes seen, each once a virtual user. Tags: key, case. */
  shapes: 'ropc_shapes',
} as const;
