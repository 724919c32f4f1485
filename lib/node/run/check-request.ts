import { spawnSync } from 'node:child_process';
import type { Chosen } from '../../core/settings/choose.js';
import { UsageError } from '../../core/usage-error.js';

const REFUSED: readonly [RegExp, string][] = [
  [/^--http-debug/, 'it writes passwords and tokens into the log.'],
  [/^--execution-segment/, 'the plan would not know of it. Give --segment.'],
  [
    /^(-[uids]|--(vus|iterations|duration|stage|rps|min-iteration-duration)\b)/,
    'the plan says how much is sent. See the settings of the load (--help).',
  ],
  [
    /^(-e|--env|--include-system-env-vars)/,
    'the plan would not know of it. Give settings as flags of this command, or in the environment.',
  ],
  [/^(-c|--config)\b/, 'the plan would not know of what it holds.'],
  [
    /^(-p$|--paused|-l$|--linger|-a$|--address|-h$|--help|--no-setup|--no-teardown|--no-thresholds|--system-tags|--discard-response-bodies|-q$|--quiet)/,
    'the command needs k6 as it starts it.',
  ],
];

/**
 * k6 reads its options before it prints its help.
 *
 * @throws UsageError where it does not know one; what was typed may hold a secret
 */
export function checkK6Options(program: string, more: readonly string[]): void {
  if (more[0] && !more[0].startsWith('-'))
    throw new UsageError(["unexpected argument after the profile: a run takes one profile, and k6's own options after --."]);
  for (const option of more) {
    const [, why] = REFUSED.find(([pattern]) => pattern.test(option)) ?? [];
    if (why) throw new UsageError([`k6's option ${option.split('=')[0]?.slice(0, 14)} cannot be given here: ${why}`]);
  }
  if (more.length === 0) return;
  const tags = more.flatMap((option, i) =>
    option === '--tag' ? [more[i + 1] ?? ''] : option.startsWith('--tag=') ? [option.slice(6)] : [],
  );
  if (tags.some((tag) => !/^[^=]+=/.test(tag)))
    throw new UsageError(["k6's option --tag takes a name and a value, such as --tag build=7."]);
  const { status, stderr, error, signal } = spawnSync(program, ['run', '--no-color', ...more, '--help'], { encoding: 'utf8' });
  if (status === 0) return;
  if (error || signal) throw new UsageError([`${program} cannot be used (${error?.message ?? `ended by ${signal}`}).`]);
  // `unknown flag: --x`, or `invalid argument \"...\" for \"--x\" flag`.
  const [, unknown, unreadable] = /flag: .*?(-{1,2}[\w-]+)"|for \\"([^\\"]+)\\" flag/.exec(stderr) ?? [];
  const which = unknown ?? unreadable ?? 'what stands behind --';
  throw new UsageError([`k6 refuses ${which}: it is not an option of k6, or lacks a value (k6 run --help).`]);
}

/** @throws UsageError where the emulator cannot stand in for an endpoint of this kind */
export function refuseOtherKinds({ provider, settings }: Chosen): void {
  if (settings.pool !== 'demo' && settings.poolFile === undefined)
    throw new UsageError([`the emulator has the users of pool demo: pool ${settings.pool} needs a target of its own (--base-url).`]);
  if (provider.tokens !== 'jwt')
    throw new UsageError([`the emulator is a stand-in for B2C: provider ${provider.name} needs a target of its own (--base-url).`]);
}
