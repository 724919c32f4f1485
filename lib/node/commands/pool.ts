import type { Command } from 'commander';
import { addSettingFlags, flagsOf, TAKES } from '../settings-flags.js';
import { poolCheckCommand, poolProvisionCommand, poolSweepCommand } from './pool-directory.js';
import { poolExportCommand, poolShowCommand } from './pool-list.js';

type Options = Record<string, unknown>;

/**
 * Adds what `k6-ropc pool` can do.
 *
 * @param finish gets the exit code
 */
export function addPoolVerbs(pool: Command, finish: (code: number) => void): void {
  addSettingFlags(pool.command('show').description('print users of the pool'), TAKES.pool)
    .argument('[range]', 'such as 0..9', '0..9')
    .option('--passwords', 'show their passwords, too')
    .action(async (range: string, options: Options) => finish(await poolShowCommand(range, flagsOf(options), options.passwords === true)));

  addSettingFlags(pool.command('export').description('write the pool, passwords and all'), TAKES.pool)
    .option('--format <format>', 'csv, ndjson or graph (bodies for Microsoft Graph)', 'csv')
    .option('--out <file>', 'a file; standard output where left out')
    .action(async (options: Options) => {
      const { format, out } = options as { format: string; out?: string };
      finish(await poolExportCommand(flagsOf(options), format, out));
    });

  addSettingFlags(pool.command('provision').description('create the users in the directory, through Microsoft Graph'), TAKES.directory)
    .option('--rate <number>', 'users a second; Graph takes 3,000 writes in 150 s', '20')
    .action(async (options: Options) => finish(await poolProvisionCommand(flagsOf(options), String(options.rate))));

  addSettingFlags(pool.command('sweep').description('delete what provision made, and only that; shows it first'), TAKES.directory)
    .option('--yes', 'delete')
    .option('--orphans', "every user with the pool's prefix that is old enough, whoever made it")
    .option('--older-than <duration>', 'age of orphans', '24h')
    .action(async (options: Options) => {
      const { yes, orphans, olderThan } = options as { yes?: true; orphans?: true; olderThan: string };
      finish(await poolSweepCommand(flagsOf(options), { yes: yes === true, orphans: orphans === true, olderThan }));
    });

  addSettingFlags(pool.command('check').description('sign a sample in, once each and slowly'), TAKES.pool)
    .option('--sample <number>', 'users', '20')
    .option('--rate <number>', 'sign-ins a second', '2')
    .action(async (options: Options) => finish(await poolCheckCommand(flagsOf(options), String(options.sample), String(options.rate))));
}
