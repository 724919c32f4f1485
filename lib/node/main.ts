/** The k6-ropc command. Exit codes: 0 PASS, 1 FAIL, 2 wrong use or set-up, 3 INCONCLUSIVE. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Command } from 'commander';
import { profiles } from '../../dist/generated/data.js';
import { catalogue, environmentName, flagName, type Setting, type SettingKey } from '../core/settings/catalogue.js';
import { UsageError } from '../core/usage-error.js';
import { doctorCommand } from './commands/doctor.js';
import { mergeCommand } from './commands/merge.js';
import { planCommand } from './commands/plan.js';
import { addPoolVerbs } from './commands/pool.js';
import { reportCommand } from './commands/report.js';
import { runCommand } from './commands/run.js';
import { schemaDiffCommand } from './commands/schema-diff.js';
import { getK6 } from './k6-program/find.js';
import { DIST } from './paths.js';
import { useProxy } from './proxy.js';
import { annotation } from './report/annotations.js';
import { exitCode, ownChild } from './run/child.js';
import { standsIn } from './run/run-request.js';
import { addSettingFlags, flagsOf, TAKES } from './settings-flags.js';

type Options = Record<string, unknown>;

const names = profiles.map((profile) => `  ${profile.name.padEnd(16)}${profile.title}`).join('\n');
const program = new Command('k6-ropc')
  .description('Contract and load testing for OAuth 2.0 password-grant (ROPC) token endpoints.')
  .addHelpText('after', '\nExit codes: 0 PASS, 1 FAIL, 2 wrong use or set-up, 3 INCONCLUSIVE.');

const FAULT: [string, string, (one: string, before: string[]) => string[], string[]] = [
  '--fault <name>',
  'something that the emulator does wrong (docs/emulator-faults.md); can be repeated',
  (one, before) => [...before, one],
  [],
];

function verb(name: string, description: string): Command {
  return program.command(name).description(description);
}

function finish(code: number): void {
  process.exitCode = code;
}

addSettingFlags(verb('run', 'run a profile: plan, k6, samples, verdict, report'), TAKES.run)
  .argument('<profile>', 'the load')
  .argument('[k6 options...]', "after --: more of k6's own options, such as --out or --tag")
  .option('--emulator', 'run against the emulator, started for this run')
  .option(...FAULT)
  .option('--or-emulator', 'the same, where no target is set')
  .option('--baseline <run>', 'compare with another run: a run directory, or "last" for the newest one that passed')
  .option(
    '--history <folder>',
    'look for the last run in this folder, and keep this one there once it passes: for CI, where results/ begins empty',
  )
  .addHelpText('after', `\nProfiles:\n${names}`)
  .action(async (profile: string, more: string[], options: Options) => {
    const {
      orEmulator,
      baseline,
      history,
      fault: faults,
    } = options as { orEmulator?: boolean; baseline?: string; history?: string; fault: string[] };
    const emulator = options.emulator === true || (orEmulator === true && standsIn(flagsOf(options)));
    const request = { profile, contractOnly: false, emulator, faults, more, flags: flagsOf(options) };
    finish(await runCommand({ ...request, ...(baseline !== undefined && { baseline }), ...(history !== undefined && { history }) }));
  });

addSettingFlags(verb('contract', 'hold every kind of answer to the contract, once'), TAKES.contract)
  .option('--emulator', 'run against the emulator, started for this run')
  .option(...FAULT)
  .option('--update-shapes', 'accept the shapes that are seen, into schemas/<provider>/shapes.lock.json')
  .action(async (options: Options) => {
    const {
      emulator = false,
      updateShapes = false,
      fault: faults,
    } = options as { emulator?: boolean; updateShapes?: boolean; fault: string[] };
    finish(await runCommand({ profile: 'smoke', contractOnly: true, emulator, updateShapes, faults, flags: flagsOf(options) }));
  });

addSettingFlags(verb('plan', 'print what a profile would do, without doing it'), TAKES.run)
  .argument('<profile>', 'the load')
  .option('--emulator', 'for the emulator, whatever target is set')
  .addHelpText('after', `\nProfiles:\n${names}`)
  .action((profile: string, options: Options) => finish(planCommand(profile, flagsOf(options), options.emulator === true)));

const pool = verb('pool', 'users: show, export, provision, sweep, check');
addPoolVerbs(pool, finish);

verb('schema-diff', 'judge the change of schemas/ since a commit (or since this branch left another one), for those who read the answers')
  .argument('<git-ref>', 'the commit, branch or tag to compare with')
  .action((ref: string) => finish(schemaDiffCommand(ref)));

verb('merge', 'make one verdict and report of the runs of several runners (--segment)')
  .argument('<folders...>', 'their run directories')
  .action(async (folders: string[]) => finish(await mergeCommand(folders)));

verb('report', 'make verdict and reports of a run again, from its samples')
  .argument('<folder>', 'a run directory, such as results/2026-01-01T00-00-00-smoke')
  .action(async (folder: string) => finish(await reportCommand(folder)));

verb('emulator', 'start the local stand-in for a B2C token endpoint')
  .allowUnknownOption()
  .helpOption(false)
  .argument('[options...]')
  .action(async (_: string[], __: Options, command: Command) => {
    const child = spawn(process.execPath, [join(DIST, 'emulator.mjs'), ...command.args], {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
    ownChild(child);
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
    finish((await exitCode(child)) ?? 2);
  });

addSettingFlags(verb('doctor', 'tell which k6, Node, target and settings a run would use, and what is missing'), TAKES.doctor)
  .option('--get-k6', 'get k6 now, where it is missing')
  .action(async (options: Options) => {
    if (options.getK6) await getK6();
    finish(doctorCommand(flagsOf(options)));
  });

const secretFlags = (Object.keys(catalogue) as SettingKey[]).filter((key) => (catalogue[key] as Setting<unknown>).secret);

// What was typed may be a secret: an option that is not known is named without its value.
function outputError(text: string, write: (text: string) => void): void {
  const shown = text.replace(/(unknown option '[^'=]*)=[^']*'/, "$1'");
  const key = secretFlags.find((secret) => shown.includes(`'${flagName(secret)}'`));
  write(key ? `error: secrets have no flag, for everybody can read a command line: set ${environmentName(key)}\n` : shown);
}

for (const command of [program, ...program.commands, ...pool.commands]) {
  command
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .showHelpAfterError('(add --help for what it takes)')
    .configureOutput({ outputError });
}

// Node would end with 1, which says FAIL.
function giveUp(error: unknown): void {
  const problems = error instanceof UsageError ? error.problems : [(error as Error).message];
  for (const problem of problems) {
    console.error(`k6-ropc: ${problem}`);
    if (process.env.GITHUB_ACTIONS === 'true') console.log(annotation('error', 'k6-ropc: wrong use or set-up', problem));
  }
  process.exitCode = 2;
}

process.on('uncaughtException', (error) => {
  giveUp(error);
  process.exit();
});
// Where nobody reads any more, a run goes on, and its exit code tells.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

for (const name of await useProxy(process.env))
  console.error(`note: ${name} is used by k6 alone: Graph, pool check and downloads take only proxies of http and https.`);
await program.parseAsync().catch(giveUp);
