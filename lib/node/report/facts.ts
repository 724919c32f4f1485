import { basename } from 'node:path';
import { formatDuration } from '../../core/duration.js';
import type { RunRecord } from '../run/run-record.js';

/** What a run was, by name: its target, its load, what it is compared with. */
export function factsOf({ target, faults, emulator, profile, startedAt, load, baseline, k6 }: RunRecord): [name: string, value: string][] {
  const { plan, runners } = load ?? {};
  const part = plan?.segment ? `, part ${plan.segment.index} of ${plan.segment.of}` : '';
  const merged = runners ? `, merged from ${runners.length} runners` : '';
  const phases = plan?.phases.map((phase) => `${phase.name} ${formatDuration(phase.length)}`).join(', ');
  const facts: [string, string | undefined][] = [
    ['target', `${emulator ? 'the emulator, ' : ''}${target.tokenUrl}`],
    ['wrong on purpose', faults?.join(', ')],
    ['client', target.clientId],
    ['profile', `${profile}${part}${merged}`],
    ['started', startedAt],
    ['length', plan && plan.length > 0 ? `${formatDuration(plan.length)}: ${phases}` : undefined],
    ['compared with', baseline && basename(baseline.folder)],
    ['k6', k6],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}
