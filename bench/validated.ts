// What the load scenarios do with an answer: contract, outcome, metrics, a share of the signatures.
import http from 'k6/http';
import { openCore } from '../dist/generated/core.js';
import type { Asked } from '../lib/core/contract/types.js';
import type { Brief } from '../lib/k6/brief.js';
import type { Published } from '../lib/k6/discovery.js';
import { ownCopy } from '../lib/k6/load.js';
import { createSession, type Session } from '../lib/k6/session.js';
import { options as common } from './options.js';

export const options = {
  ...common,
  thresholds: {
    ...common.thresholds,
    'ropc_findings{severity:failure}': ['count<1'],
    ropc_responses: [`count>=${__ENV.BENCH_ITERATIONS}`],
  },
};

const asked: Asked = { operation: 'refresh', expects: 'granted', secrets: [] };
let session: Session | undefined;
let turn = 0;

export function setup(): Brief {
  const environment = openCore().readEnvironment(__ENV, 'refresh');
  const published = http.get(environment.plan.target.keysUrl as string).json() as unknown as Published;
  const brief = openCore().makeBrief(environment, published);
  const first = createSession(brief);
  first.judge(asked, 'setup', first.client.refresh('made-up'));
  return brief;
}

export default function (brief: Brief): void | Promise<void> {
  session ??= createSession(ownCopy(brief) as Brief);
  const thorough = turn++ % 20 === 0;
  const { inspection } = session.judge(asked, 'steady', session.client.refresh('made-up'), thorough);
  if (thorough) return session.verify('refresh', inspection).then(() => undefined);
}
