/**
 * The command line: reads arguments, runs one command, gives the exit status.
 * May: use the process, standard streams and write files, as no other room may.
 */
import type { Command } from 'commander';
import { failureOf } from './errors.js';
import { emit, type Io } from './io.js';
import type { ScanOptions } from './scan.js';
import { toolVersion } from './version.js';

export { processIo, type Io } from './io.js';

const EXIT_STATUSES = `
Exit status:
  0  pass, or review where policy lets review through (the default)
  1  the gate says no
  2  wrong usage or configuration
  3  the scan did not finish

Options of a scan: vibecheck scan --help
`;

/** Runs `vibecheck` with the arguments after the program's name. Never throws; gives the exit status. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let status = 3;
  const program = define(io, (code) => (status = code));
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return status;
  } catch (error) {
    const failure = failureOf(error, io.env);
    if (failure.line !== undefined) await emit(io.stderr, `${failure.line}\n`).catch(() => {});
    return failure.status;
  }
}

function define(io: Io, finish: (status: number) => void): Command {
  const { Command, Option } = require('commander') as typeof import('commander');
  const program = new Command('vibecheck')
    .description('Reviews AI-generated scripts before they reach production: what a script touches, what is wrong with it, and who may own it.')
    .version(toolVersion(), '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      // Told as one line by `main`.
      writeErr: () => {},
      outputError: () => {},
    })
    .addHelpText('after', EXIT_STATUSES);

  program
    .command('scan', { isDefault: true })
    .description('scan files, folders and globs (the default command; no path means the current folder)')
    .argument('[paths...]', 'files, folders or quoted globs; - is standard input')
    .addOption(new Option('--format <format>', 'how to report').choices(['terminal', 'sarif', 'json']))
    .option('-o, --output <file>', 'write the report to a file (- is standard output)')
    .option('--report <format=file>', 'write a further report; may be given several times', (value: string, all: string[]) => [...all, value], [])
    .option('--stdin', 'scan standard input')
    .option('--stdin-filename <name>', 'what standard input is called, for its language')
    .option('--config <file>', 'configuration file, instead of the nearest .vibecheckrc')
    .option('--untrusted', 'review code of others: its own configuration can only tighten')
    .addOption(new Option('--fail-on <verdict>', 'the mildest verdict that fails').choices(['block', 'review', 'never']))
    .option('--fail-on-gaps', 'fail where something could not be analysed')
    .option('--verbose', 'show everything, and list what was left out')
    .option('--quiet', 'print nothing but errors')
    .option('--color', 'colour even where the output is no terminal')
    .option('--no-color', 'never colour')
    .action(async (paths: string[], options: ScanOptions) => {
      const { runScan } = require('./scan.js') as typeof import('./scan.js');
      finish(await runScan(paths, options, io));
    });

  program
    .command('rules')
    .description('list all rules')
    .addOption(new Option('--format <format>', 'how to list them').choices(['terminal', 'json']).default('terminal'))
    .option('--config <file>', 'a configuration whose plugins bring rules of their own')
    .action(async (options: { format: string; config?: string }) => {
      const { runRules } = require('./rules.js') as typeof import('./rules.js');
      finish(await runRules(options, io));
    });

  program
    .command('explain')
    .description('say what a rule looks for, and why')
    .argument('<rule>', 'its id, for instance credentials/hardcoded-secret')
    .option('--config <file>', 'a configuration whose plugins bring rules of their own')
    .action(async (id: string, options: { config?: string }) => {
      const { runExplain } = require('./explain.js') as typeof import('./explain.js');
      finish(await runExplain(id, options, io));
    });

  return program;
}
