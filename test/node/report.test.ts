import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pools, profiles, providers } from '../../dist/generated/data.js';
import { type RuleId, rules } from '../../lib/core/contract/rules.js';
import { makePlan } from '../../lib/core/plan/plan.js';
import type { PoolDefinition } from '../../lib/core/pool.js';
import { chooseSettings } from '../../lib/core/settings/choose.js';
import type { RunResult } from '../../lib/node/analysis/analyse.js';
import { annotations } from '../../lib/node/report/annotations.js';
import { gatherFindings } from '../../lib/node/report/gather.js';
import { htmlReport } from '../../lib/node/report/html.js';
import { junitReport } from '../../lib/node/report/junit.js';
import { markdownReport } from '../../lib/node/report/markdown.js';
import type { CountedFinding } from '../../lib/node/samples/columns.js';

const HOSTILE = '<script>alert(1)</script>|\u0001';

function result(): RunResult {
  const { settings, provider, profile } = chooseSettings({ environment: { ROPC_BASE_URL: 'http://127.0.0.1:9000' } }, providers, profiles);
  const plan = makePlan({ settings, provider, profile, pool: pools[0] as PoolDefinition, scenario: 'mixed' });
  const finding: CountedFinding = {
    rule: 'token.expires-in',
    schema: 'token-response',
    pointer: '/expires_in',
    keyword: 'type',
    found: HOSTILE,
    op: 'sign-in',
    severity: 'failure',
    caseId: '',
    count: 3,
    firstSeen: 1,
  };
  const ops = ['sign-in', 'refresh', 'failed-sign-in'];
  return {
    record: {
      id: '2026-01-01T00-00-00-smoke',
      startedAt: '2026-01-01T00:00:00.000Z',
      profile: 'smoke',
      target: plan.target,
      provider,
      k6: 'v2.2.0',
      rules: Object.keys(rules) as RuleId[],
      again: 'npx k6-ropc run smoke --emulator',
      load: { plan, ended: { code: 99, interrupted: false, health: { cpuMean: 0.4, cpuMax: 0.9, cores: 2, busyShare: 0, memoryMb: 180 } } },
    },
    verdict: {
      status: 'FAIL',
      reasons: [{ status: 'FAIL', text: `wanted: no contract violation; seen: 3 ${HOSTILE}` }],
      gates: plan.gates.map((gate) => ({ ...gate, observed: 3, holds: gate.blame !== 'target', judged: true })),
    },
    cases: [{ id: 'sign-in', sentence: 'A right password is granted', result: 'failed', findings: [finding] }],
    findings: [finding],
    wrongAnswers: [
      { op: 'sign-in', phase: 'warm-up', outcome: HOSTILE, at: 1_767_225_601, status: 400, user: 7, why: HOSTILE, id: HOSTILE },
    ],
    operations: ops.map((op) => ({
      op,
      phase: 'steady',
      answers: 160,
      errors: 2,
      outcomes: { ok: 158, timeout: 2 },
      p50: 2.345,
      p95: 12.3,
      max: 900,
    })),
    distributions: ops.map((op) => ({ op, edges: [2, 4, 8], counts: [90, 60, 10] })),
    tails: [],
    slowdowns: [{ op: 'sign-in', phase: 'steady', than: 'the run before', before: 2, now: 2.1, ratio: 1.05, low: 0.98, high: 1.12 }],
    expectations: [{ experiment: 'lockout', id: 'lockout.in-range', result: 'broken', found: `3 of 4 ${HOSTILE}` }],
    probes: [
      { attempts: 9, account: 'open' },
      { attempts: 14, account: 'locked' },
    ],
    kinds: new Map([
      ['known', [2, 3, 4]],
      ['unknown', [2, 3, 5]],
    ]),
    shapes: [
      { key: 'sign-in 200', shape: '/expires_in:number :object', firstSeen: 1_767_225_601, users: 5 },
      { key: 'sign-in 200', shape: '/expires_in:string :object', firstSeen: 1_767_225_610, users: 1 },
    ],
    seconds: ops.flatMap((op) =>
      Array.from({ length: 25 }, (_, second) => ({
        second,
        op,
        answers: 8,
        errors: second % 9 === 0 ? 1 : 0,
        p50: 2,
        p95: 4 + (second % 5),
        outcomes: second % 9 === 0 ? { ok: 7, timeout: 1 } : { ok: 8 },
      })),
    ),
  };
}

test('JUnit has a case for every contract case, rule, gate, comparison and the verdict, and says what failed', async () => {
  const xml = await junitReport(result());
  expect(xml.match(/<testcase /g)).toHaveLength(4 + Object.keys(rules).length + result().verdict.gates.length);
  expect(xml).toContain('classname="rules.token"');
  expect(xml).toContain('token.expires-in: sign-in /expires_in was');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no place for them.
  expect(xml.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '')).not.toMatch(/[\u0000-\u0008]|<script>/);
});

/** A run of which nothing is wrong but for one reason, which is no gate's. */
function clean(status: 'FAIL' | 'INCONCLUSIVE', judged = true): RunResult {
  const whole = result();
  const gates = whole.verdict.gates.map((gate) => ({ ...gate, holds: true, judged }));
  return {
    ...whole,
    cases: [],
    findings: [],
    expectations: [],
    verdict: { status, reasons: [{ status, text: 'slower than before' }], gates },
  };
}

test('JUnit names the wrong answers at the verdict, for whoever looks them up', async () => {
  const wrong = {
    op: 'sign-in',
    phase: 'steady',
    outcome: 'false-rejection',
    at: 1_767_225_601,
    status: 400,
    user: 7,
    why: 'AADB2C90225',
    id: 'a1b2',
  };
  const xml = await junitReport({ ...result(), wrongAnswers: [wrong] });
  expect(xml).toContain('00:00:01 | sign-in | steady | false-rejection | 400 AADB2C90225 | 7 | a1b2');
});

test('nothing that a target says ends the part of JUnit that it stands in', async () => {
  const wrong = { op: 'sign-in', phase: 'steady', outcome: 'x', at: 1, status: 400, why: ']]><script>' };
  expect(await junitReport({ ...result(), wrongAnswers: [wrong] })).not.toContain(']]><script>');
});

test('JUnit has a failure where the verdict is FAIL for a reason that is no gate', async () => {
  const xml = await junitReport(clean('FAIL'));
  expect(xml.match(/<failure message="FAIL: slower than before"/g)).toHaveLength(1);
});

test('JUnit has an error where the verdict is INCONCLUSIVE, and skips the gates that could not be judged', async () => {
  const xml = await junitReport(clean('INCONCLUSIVE', false));
  expect([xml.match(/<failure/g), xml.match(/<error/g)?.length, xml.match(/<skipped/g)?.length]).toEqual([
    null,
    1,
    result().verdict.gates.length,
  ]);
});

test('JUnit skips the rules that no answer was held to, and passes those of a contract case that was run', async () => {
  const whole = clean('FAIL');
  const ran = (result: 'passed' | 'not run'): RunResult => ({
    ...whole,
    record: {
      ...whole.record,
      rules: ['http.status'],
      contract: { cases: [{ id: 'get', sentence: 'GET is refused', rules: ['semantics.get'] }], gates: [], leftOut: [] },
    },
    cases: [{ id: 'get', sentence: 'GET is refused', result, findings: [] }],
  });
  const skipped = async (run: RunResult) => {
    const testCases = (await junitReport(run))
      .split('<testcase ')
      .filter((text) => text.startsWith('classname="rules') && text.includes('<skipped'));
    return new Set(testCases.map((text) => /name="([a-z-]+\.[a-z-]+):/.exec(text)?.[1]));
  };
  const rest = (...held: string[]) => new Set(Object.keys(rules).filter((id) => !held.includes(id)));
  expect(await skipped(ran('passed'))).toEqual(rest('http.status', 'semantics.get'));
  expect(await skipped(ran('not run'))).toEqual(rest('http.status'));
});

test('a finding that came up in many contract cases is told once, with its count and the cases', () => {
  const whole = result();
  const [finding] = whole.findings as [CountedFinding];
  const cases = ['a', 'b', 'c', 'd', 'e'].map((caseId) => ({
    id: caseId,
    sentence: caseId,
    result: 'failed' as const,
    findings: [{ ...finding, found: '7', caseId }],
  }));
  const [line, ...others] = annotations({ ...whole, cases, findings: [] }).filter((text) => text.includes('token.expires-in'));
  expect([line, others]).toEqual([
    '::error title=k6-ropc%3A broken rule::token.expires-in: sign-in /expires_in was 7 (token-response, type), 15 times; cases a, b, c and 2 more. ' +
      'expires_in is a positive number of seconds; at B2C as a numeric string, too, and of a day at most, for more would be milliseconds.',
    [],
  ]);
});

test('one place with many values is one line, and what is wrong with the register comes first', () => {
  const [finding] = result().findings as [CountedFinding];
  const at = (found: string): CountedFinding => ({ ...finding, rule: 'claim.iat', pointer: '/iat', schema: 'check', found, count: 1 });
  const register: CountedFinding = { ...finding, rule: 'deviation.expired', op: 'register', schema: 'check', found: 'expired' };
  const texts = gatherFindings({ findings: [at('1'), at('2'), at('3'), register], cases: [] }).map(({ rule, text }) => [rule, text]);
  expect(texts).toEqual([
    ['deviation.expired', expect.stringContaining('was expired')],
    ['claim.iat', 'claim.iat: sign-in /iat was 1, or 2 other values, 3 times'],
  ]);
});

test('Markdown has the verdict, its reasons and a table, and a hostile text stays in its cell', () => {
  const text = markdownReport(result());
  expect(text).toContain('## ❌ FAIL: k6-ropc smoke');
  expect(text).toContain('<script>alert(1)</script>\\|');
  expect(text).toContain('| sign-in | steady | 160 | 2.3 ms | 12 ms | - | 1.25 % | 158 ok, 2 timeout |');
});

test('a shape that changed during the run is in the report, with what differs and when', () => {
  const page = htmlReport(result());
  expect(page).toContain('/expires_in type: string, was number');
  expect(page).toContain('<td>10 s</td>');
});

test('of a target that grants nothing GitHub is told that alone', () => {
  const whole = result();
  const cause = {
    status: 'FAIL',
    text: 'the contract run gave up: the target granted none of 3 good requests (contract-violation, 400)',
    isCause: true,
  } as const;
  const lines = annotations({ ...whole, verdict: { ...whole.verdict, reasons: [cause, ...whole.verdict.reasons] } });
  expect(lines).toEqual([expect.stringMatching(/^::error title=k6-ropc FAIL::the contract run gave up/)]);
});

test('GitHub gets an error for every reason and every broken rule, on one line each', () => {
  const lines = annotations(result());
  expect(lines[0]).toMatch(/^::error title=k6-ropc FAIL::wanted: no contract violation/);
  expect(lines[1]).toMatch(/^::error title=k6-ropc%3A broken rule::token.expires-in: sign-in/);
  expect(lines.every((line) => !line.includes('\n'))).toBe(true);
});

test('GitHub gets no more than it shows, and the reasons first', () => {
  const whole = result();
  const [finding] = whole.findings as [CountedFinding];
  const findings = Array.from({ length: 20 }, (_, i) => ({ ...finding, pointer: `/member${i}` }));
  const lines = annotations({ ...whole, cases: [], findings });
  expect(lines).toHaveLength(10);
  expect(lines[0]).toContain('no contract violation');
  expect(lines.at(-1)).toBe('::warning title=k6-ropc::and 12 more: the summary of the job has them');
});

test('what is unclear is a warning beside a fact, and an error where it is all there is', () => {
  const whole = { ...result(), cases: [], findings: [] };
  const unclear = { status: 'INCONCLUSIVE', text: 'few answers' } as const;
  const levels = (status: 'FAIL' | 'INCONCLUSIVE') =>
    annotations({ ...whole, verdict: { ...whole.verdict, status, reasons: [unclear] } }).map((line) => line.split(' ')[0]);
  expect([levels('FAIL'), levels('INCONCLUSIVE')]).toEqual([['::warning'], ['::error']]);
});

test.each([
  [{}, 'FAIL', 'held'],
  [{ now: 40, ratio: 2, low: 1.8, high: 2.2, before: 20 }, 'FAIL', 'broken'],
  [{ now: 25, ratio: 1.25, low: 0.9, high: 1.6, before: 20 }, 'INCONCLUSIVE', 'unclear'],
])('a comparison of %j has its result in the table and in JUnit', async (more, _, held) => {
  const whole = result();
  const compared = { ...whole, slowdowns: whole.slowdowns.map((one) => ({ ...one, ...more })) };
  expect(markdownReport(compared)).toMatch(new RegExp(`typical latency .* \\| ${held} \\|`));
  const [testCase] = /<testcase classname="comparison"[\s\S]*?(\/>|<\/testcase>)/.exec(await junitReport(compared)) ?? [''];
  const seen = testCase.includes('<failure') ? 'broken' : testCase.includes('<skipped') ? 'unclear' : 'held';
  expect(seen).toBe(held);
});

test('where nothing was granted JUnit has that as the failure, and skips what follows from it', async () => {
  const whole = result();
  const reasons = [{ status: 'FAIL', text: 'the contract run gave up: the target granted none of 3', isCause: true }] as const;
  const xml = await junitReport({ ...whole, verdict: { status: 'FAIL', reasons: [...reasons], gates: [] } });
  expect(xml.match(/<failure/g)).toHaveLength(1 + whole.expectations.filter((one) => one.result === 'broken').length);
});

const BROWSER = ['/usr/bin/chromium', '/usr/bin/google-chrome', process.env.CHROME_BIN ?? ''].find((path) => path && existsSync(path));
if (!BROWSER) console.warn('no Chromium: the tests that look at the report in a browser are skipped (install chromium, or set CHROME_BIN)');

describe.skipIf(!BROWSER)('in a browser the report', () => {
  let browser: Browser;
  const file = join(mkdtempSync(join(tmpdir(), 'k6-ropc-report-')), 'report.html');

  beforeAll(async () => {
    writeFileSync(file, htmlReport(result()));
    const quiet = [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ];
    browser = await chromium.launch({ executablePath: BROWSER as string, args: quiet });
  }, 60_000);
  afterAll(() => browser.close());

  async function look(width: number, colorScheme: 'light' | 'dark', watch: (page: Page) => void = () => {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    watch(page);
    await page.goto(`file://${file}`);
    return page;
  }

  test('shows verdict, reasons and four charts, asks the network for nothing and runs no foreign script', async () => {
    const asked: string[] = [];
    const trouble: string[] = [];
    const page = await look(1100, 'light', (opened) => {
      opened.on('request', (request) => asked.push(request.url()));
      opened.on('pageerror', (error) => trouble.push(error.message));
      opened.on('dialog', (dialog) => trouble.push(dialog.message()));
    });
    expect(await page.locator('.badge').textContent()).toBe('FAIL');
    expect(await page.locator('canvas').count()).toBe(4);
    expect([asked, trouble]).toEqual([[`file://${file}`], []]);
  });

  test('draws something in its charts', async () => {
    const page = await look(1100, 'light');
    const colours = await page
      .locator('canvas')
      .first()
      .evaluate(
        (canvas: {
          getContext(kind: '2d'): { getImageData(x: number, y: number, w: number, h: number): { data: Uint8ClampedArray } };
          width: number;
          height: number;
        }) => {
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          const seen = new Set<number>();
          for (let i = 0; i < data.length; i += 4)
            if ((data[i + 3] ?? 0) > 200) seen.add(((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0));
          return seen.size;
        },
      );
    expect(colours).toBeGreaterThan(5);
  });

  test('fits a phone: nothing is wider than the screen', async () => {
    const page = await look(360, 'light');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  });

  test('is dark where the system is', async () => {
    const page = await look(1100, 'dark');
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(18, 23, 29)');
  });
});
