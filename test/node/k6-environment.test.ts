import { expect, test } from 'vitest';
import { ignoredVariables, k6Environment, sampleOutput } from '../../lib/node/run/k6-environment.js';

test("k6 gets this environment, but for settings, for what the plan says, and for k6's log of requests", () => {
  const kept = { PATH: '/bin', K6_WEB_DASHBOARD: 'true', K6_CLOUD_TOKEN: 't' };
  const dropped = { ROPC_POOL_SECRET: 's', K6_VUS: '2', K6_DURATION: '2s', K6_HTTP_DEBUG: 'full', K6_OUT: 'json=x', K6_CSV_FILENAME: 'y' };
  expect(k6Environment({ ...kept, ...dropped })).toEqual({
    ...kept,
    K6_NO_USAGE_REPORT: 'true',
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
  });
});

test('variables that are ignored are named', () => {
  expect(ignoredVariables({ K6_VUS: '2', K6_CONFIG: 'c.json', K6_OUT: 'json=x', PATH: '/bin' })).toEqual(['K6_VUS', 'K6_CONFIG']);
});

test.each([
  ['no output of its own', undefined, [], { options: [], variables: { K6_OUT: 'csv' } }],
  [
    'outputs of K6_OUT, which may hold a password',
    'influxdb=http://u:p@h,json=x',
    [],
    { options: [], variables: { K6_OUT: 'csv,influxdb=http://u:p@h,json=x' } },
  ],
  ['an output among the options', 'json=x', ['--out', 'json=y'], { options: ['--out', 'csv'], variables: {} }],
  ['a short one', undefined, ['-ojson=y'], { options: ['--out', 'csv'], variables: {} }],
])('a run with %s writes samples beside it', (_, wanted, more, output) => {
  expect(sampleOutput(wanted, more)).toEqual(output);
});
