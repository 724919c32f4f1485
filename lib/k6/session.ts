import { breaksContract, createInspector, type Inspection } from '../core/contract/inspector.js';
import type { Asked } from '../core/contract/types.js';
import type { DecodedJwt } from '../core/jwt.js';
import { classify, type Outcome } from '../core/outcome.js';
import type { Published } from './discovery.js';
import type { Environment } from './environment.js';
import { countAnswer, countFindings } from './metrics.js';
import { primitives } from './primitives.js';
import { createTokenClient, type TimedAnswer, type TokenClient } from './token-client.js';
import { createVerifier } from './verifier.js';

export interface Judged {
  inspection: Inspection;
  outcome: Outcome;
  /** True where the answer broke no rule that is a failure. */
  clean: boolean;
}

/** What one VU needs to send requests and judge the answers. */
export interface Session {
  client: TokenClient;
  /** Holds an answer to the contract, classifies and counts it. */
  judge(asked: Asked, phase: string, timed: TimedAnswer, caseId?: string): Judged;
  /** Verifies the signatures of both tokens; false where one does not verify. */
  verify(op: string, inspection: Inspection, caseId?: string): Promise<boolean>;
}

/** @param published what setup() learned from discovery and keys */
export function createSession(environment: Environment, published: Published): Session {
  const { settings, provider, contract, plan } = environment;
  const scopes = plan.target.scope.split(' ');
  const jwt = provider.tokens === 'jwt';
  const inspect = createInspector({
    contract,
    provider,
    primitives,
    tokens: {
      clientId: plan.target.clientId,
      ...(plan.target.policy && { policy: plan.target.policy }),
      ...(published.issuer && { issuer: published.issuer }),
      ...(published.keys.length > 0 && { kids: published.keys.map((key) => key.kid) }),
      claims: settings.claims ?? [],
      clockSkew: settings.clockSkew / 1000,
    },
    members: { accessToken: true, idToken: jwt && scopes.includes('openid'), refreshToken: jwt && scopes.includes('offline_access') },
  });
  const verifyOne = createVerifier(published.keys);

  return {
    client: createTokenClient(settings, provider, plan.target),
    judge: (asked, phase, { answer, ms }, caseId) => {
      const inspection = inspect(asked, answer);
      const outcome = classify(provider, asked, answer, inspection);
      countAnswer(asked.operation, phase, asked.expects, outcome, ms);
      countFindings(inspection.findings, asked.operation, caseId);
      return { inspection, outcome, clean: !breaksContract(inspection.findings) };
    },
    verify: async (op, { access, id }, caseId) => {
      let good = true;
      const parts: [string, DecodedJwt | undefined][] = [
        ['access_token', access],
        ['id_token', id],
      ];
      for (const [member, token] of parts) {
        if (!token || (await verifyOne(token))) continue;
        good = false;
        const found = published.keys.length === 0 ? 'no published key' : 'a signature that does not verify';
        countFindings([{ rule: 'jwt.signature', schema: 'check', pointer: `/${member}`, keyword: 'check', found }], op, caseId);
      }
      return good;
    },
  };
}
