import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Gate } from '../../lib/core/plan/gate.js';
import { signatureGates } from '../../lib/core/plan/gates.js';
import { withMixUps } from '../../lib/node/analysis/run-samples.js';
import { metadataOf, splitCsv } from '../../lib/node/samples/csv-line.js';
import { mergeSamples } from '../../lib/node/samples/merge.js';
import { observe } from '../../lib/node/samples/observe.js';
import { readSamples } from '../../lib/node/samples/read.js';

const HEAD = 'metric_name,timestamp,metric_value,error_code,scenario,status,extra_tags,metadata';
const duration = (ms: number, tags: string, at = 1_700_000_000) => `ropc_duration,${at},${ms.toFixed(6)},,,,${tags},`;

function fileOf(lines: string[], cut?: number): string {
  const path = join(mkdtempSync(join(tmpdir(), 'k6-ropc-samples-')), 'samples.csv.gz');
  const packed = gzipSync(`${[HEAD, ...lines].join('\n')}\n`);
  writeFileSync(path, cut === undefined ? packed : packed.subarray(0, cut));
  return path;
}

test('tags that come in another order are the same series', async () => {
  const { series } = await readSamples(
    fileOf([duration(1, 'op=sign-in&phase=steady&outcome=ok'), duration(2, 'outcome=ok&op=sign-in&phase=steady')]),
  );
  expect(series.map(({ op, phase, outcome, ms }) => [op, phase, outcome, Array.from(ms.values())])).toEqual([
    ['sign-in', 'steady', 'ok', [1, 2]],
  ]);
});

test('lines of other metrics are passed over', async () => {
  const others = [
    'http_reqs,1,1.0,,,200,op=sign-in,',
    'ropc_responses,1,1.0,,,,op=sign-in,',
    'ropc_errors,1,0.0,,,,op=sign-in,',
    'data_sent,1,5,,,,,',
  ];
  expect(await readSamples(fileOf(others))).toMatchObject({ series: [], findings: [], dropped: 0, exceptions: 0, cut: false });
});

test('dropped iterations and exceptions are counted', async () => {
  const lines = [
    'dropped_iterations,1,3.000000,,sign-in,,,',
    'ropc_exceptions,1,1.000000,,sign-in,,,',
    'dropped_iterations,2,1.000000,,sign-in,,,',
  ];
  expect(await readSamples(fileOf(lines))).toMatchObject({ dropped: 4, exceptions: 1 });
});

test('a finding keeps its place, what was found, and when it was first seen', async () => {
  const line = (at: number) =>
    `ropc_findings,${at},1.000000,,,,rule=token.expires-in&op=sign-in&severity=failure&schema=token-response&pointer=/expires_in&keyword=type&case=,"found=""a, b"""`;
  const { findings } = await readSamples(fileOf([line(10), line(11)]));
  expect(findings).toEqual([
    {
      rule: 'token.expires-in',
      op: 'sign-in',
      severity: 'failure',
      schema: 'token-response',
      pointer: '/expires_in',
      keyword: 'type',
      caseId: '',
      found: '"a, b"',
      count: 2,
      firstSeen: 10,
    },
  ]);
});

test('a file that ends in the middle gives what it has, and says so', async () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => duration(Math.sin(i) + 2, 'op=sign-in&phase=steady&outcome=ok', i));
  const samples = await readSamples(fileOf(lines, 60_000));
  expect(samples.cut).toBe(true);
  expect(samples.series[0]?.ms.length).toBeGreaterThan(1_000);
});

test('an empty file is one that ends in the middle', async () => {
  expect((await readSamples(fileOf([], 0))).cut).toBe(true);
});

test('a file that is no samples file is refused', async () => {
  const path = fileOf([]);
  writeFileSync(path, gzipSync('a,b,c\n1,2,3\n'));
  await expect(readSamples(path)).rejects.toThrow('is not a file of k6 samples');
});

test('a file that is not there is an error', async () => {
  await expect(readSamples('/nowhere/samples.csv.gz')).rejects.toThrow('ENOENT');
});

test('a percentile over several outcomes and phases is that of all their values', async () => {
  const values = Array.from({ length: 100 }, (_, i) => i + 1);
  const samples = await readSamples(
    fileOf(values.map((ms) => duration(ms, `op=sign-in&phase=steady&outcome=${ms % 2 ? 'ok' : 'timeout'}`))),
  );
  const gate = {
    metric: 'ropc_duration',
    tags: { op: 'sign-in' },
    statistic: 'p(95)',
    comparison: '<',
    limit: 1,
    blame: 'target',
    meaning: '',
  } as const;
  expect(observe(samples)(gate)).toEqual({ value: 95.05, samples: 100 });
});

test('the error share counts timeouts, and no false rejection, which has a gate of its own', async () => {
  const tags = (outcome: string) => duration(1, `op=sign-in&phase=steady&outcome=${outcome}`);
  const samples = await readSamples(fileOf([tags('ok'), tags('ok'), tags('timeout'), tags('false-rejection')]));
  const gate = {
    metric: 'ropc_errors',
    tags: { op: 'sign-in', phase: 'steady' },
    statistic: 'rate',
    comparison: '<=',
    limit: 0,
    blame: 'target',
    meaning: '',
  } as const;
  expect(observe(samples)(gate)).toEqual({ value: 0.25, samples: 4 });
});

test('what was found keeps its ampersands and equals signs', () => {
  expect(metadataOf('found="a&b=c"', 'found')).toBe('"a&b=c"');
  expect(metadataOf('shape=/a:string', 'found')).toBe('');
});

test('a CSV line is split as RFC 4180 says', () => {
  expect(splitCsv('a,"b,c",,"d ""e"""')).toEqual(['a', 'b,c', '', 'd "e"']);
});

test('signatures are counted by operation, over all runners, and a gate on them reads that count', async () => {
  const line = (op: string) => `ropc_signatures,1,1.000000,,,,op=${op}&phase=steady,`;
  const [one, other] = [await readSamples(fileOf([line('sign-in'), line('refresh')])), await readSamples(fileOf([line('sign-in')]))];
  const load = { slo: { p95: 1, p99: 1, errors: 0 }, requests: 9, peakRate: 1, preAllocatedVUs: 1, maxVUs: 1, verifyEvery: 1 };
  const operations = (['sign-in', 'refresh', 'failed-sign-in'] as const).map((name) => ({ name, ...load }));
  const seen = signatureGates(operations).map((gate) => observe(mergeSamples([one, other]))(gate).value);
  expect(seen).toEqual([2, 1]);
});

test('users and subjects that do not belong together one to one are a finding, over all runners', async () => {
  const line = (at: number, subject: string) => `ropc_signatures,${at},1.000000,,,,op=sign-in&phase=steady,subject=${subject}`;
  const one = await readSamples(fileOf([line(7, '1 aaaa'), line(8, '2 bbbb'), line(9, '1 aaaa')]));
  const other = await readSamples(fileOf([line(5, '3 aaaa'), line(6, '2 bbbb')]));
  expect([withMixUps(one).findings, withMixUps(other).findings]).toEqual([[], []]);
  const [finding] = withMixUps(mergeSamples([one, other])).findings;
  expect(finding).toMatchObject({ rule: 'token.own-user', severity: 'failure', op: 'sign-in', count: 1, firstSeen: 5 });
});

test('an opaque token that two users got is a finding, over all runners, and one that one user got twice is none', async () => {
  const line = (at: number, owner: string) => `${duration(1, 'op=sign-in&phase=steady&outcome=ok', at)}owner=${owner}`;
  const one = await readSamples(fileOf([line(7, '1 aaaa rrrr'), line(8, '1 aaaa ssss'), line(9, '2 bbbb')]));
  const other = await readSamples(fileOf([line(5, '3 cccc rrrr')]));
  expect([withMixUps(one).findings, withMixUps(other).findings]).toEqual([[], []]);
  const [finding] = withMixUps(mergeSamples([one, other])).findings;
  expect(finding).toMatchObject({ rule: 'token.own-user', found: 'a token that another user got, too', count: 1, firstSeen: 5 });
});

test('what finds a wrong answer again is read with it', async () => {
  const trace = { status: 400, user: 17, why: 'AADB2C90225', id: '0d8e2c5a-1111-2222-3333-444444444444' };
  const line = `${duration(3, 'op=sign-in&phase=steady&outcome=false-rejection', 7)}"trace=${JSON.stringify(trace).replaceAll('"', '""')}"`;
  const { wrongAnswers } = await readSamples(fileOf([line, duration(1, 'op=sign-in&phase=steady&outcome=ok')]));
  expect(wrongAnswers).toEqual([{ ...trace, op: 'sign-in', phase: 'steady', outcome: 'false-rejection', at: 7 }]);
});

test('a percentile counts requests that ran into the time limit, for nobody waited for their answers', async () => {
  const tags = 'op=refresh&phase=steady';
  const right = Array.from({ length: 97 }, () => duration(20, `${tags}&outcome=ok`));
  const late = Array.from({ length: 3 }, () => duration(10_000, `${tags}&outcome=timeout`));
  const seen = observe(await readSamples(fileOf([...right, ...late])));
  const gate = (statistic: 'p(95)' | 'p(99)'): Gate => ({
    metric: 'ropc_duration',
    tags: { op: 'refresh', phase: 'steady', outcome: 'ok' },
    statistic,
    comparison: '<',
    limit: 500,
    blame: 'target',
    meaning: '',
  });
  expect([seen(gate('p(95)')).value, seen(gate('p(99)')).value, seen(gate('p(99)')).samples]).toEqual([20, 10_000, 97]);
});

test('waits for a connection are read where they are a millisecond or more', async () => {
  const blocked = (ms: string) => `http_req_blocked,1700000000,${ms},,,200,phase=steady&op=sign-in,`;
  const others = [
    'http_req_duration,1700000000,20.000000,,,200,phase=steady&op=sign-in,',
    'http_reqs,1700000000,1.000000,,,200,op=sign-in,',
  ];
  expect((await readSamples(fileOf([blocked('0.002000'), blocked('1503.100000'), ...others]))).connecting).toEqual([
    { op: 'sign-in', phase: 'steady', ms: 1503.1 },
  ]);
});
