import { expect, test } from 'vitest';
import { ignoredVariables, k6Environment, outputsOf } from '../../lib/node/run/k6-environment.js';

test("k6 gets this environment, but for settings, for what the plan says, and for k6's log of requests", () => {
  const kept = { PATH: '/bin', K6_WEB_DASHBOARD: 'true', K6_CLOUD_TOKEN: 't' };
  const dropped = { ROPC_POOL_SECRET: 's', K6_VUS: '2', K6_DURATION: '2s', K6_HTTP_DEBUG: 'full', K6_OUT: 'json=x', K6_CSV_FILENAME: 'y' };
  expect(k6Environment({ ...kept, ...dropped })).toEqual({
    ...kept,
    K6_NO_USAGE_REPORT: 'true',
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
  });
});

test('variables that are ignored are named, and outputs become options', () => {
  const environment = { K6_VUS: '2', K6_CONFIG: 'c.json', K6_OUT: 'json=x,csv=y', PATH: '/bin' };
  expect([ignoredVariables(environment), outputsOf(environment), outputsOf({})]).toEqual([
    ['K6_VUS', 'K6_CONFIG'],
    ['--out', 'json=x', '--out', 'csv=y'],
    [],
  ]);
});
