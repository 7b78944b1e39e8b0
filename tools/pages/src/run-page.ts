import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Step } from './read-page.ts';

/** Where a page is run, and what takes the place of what its reader has. */
export interface Project {
  /** A folder with the reader's `node_modules`. */
  readonly folder: string;
  /** Changes a file before it is saved, such as addresses of servers. Default: as it is. */
  readonly change?: (text: string) => string;
  /** Undoes `change` in what a command prints. Default: as it is. */
  readonly changeBack?: (output: string) => string;
}

/** A command that printed something else than the page says. */
export interface Difference {
  readonly line: number;
  readonly commands: string;
  readonly expected: string;
  readonly printed: string;
}

const commandTimeout = 120_000;
/** Prepares a reader's machine. The project has been prepared already, so these lines are checked and not run. */
const preparation = /^(?:mkdir|cd|npm|docker) /;

/**
 * Does what a page tells its reader to do, top to bottom, and resolves with each block that printed something else.
 *
 * `npm install` is not run: that the named packages are in the project is checked instead.
 *
 * @throws Where a command fails, or a package is not in the project.
 */
export const runPage = async (steps: readonly Step[], project: Project): Promise<Difference[]> => {
  const { folder, change = (text) => text, changeBack = (output) => output } = project;
  const differences: Difference[] = [];
  for (const step of steps) {
    if (step.kind === 'file') {
      await writeFile(join(folder, step.name), change(step.text));
      continue;
    }
    const lines = step.commands.trimEnd().split('\n');
    for (const name of lines.flatMap(installed)) {
      if (!existsSync(join(folder, 'node_modules', name)))
        throw new Error(`Line ${step.line} installs ${name}. Add it to the dependencies of the project.`);
    }
    const typed = lines.filter((line) => !preparation.test(line));
    if (typed.length === 0) continue;
    const printed = changeBack(await typeIn(typed.join('\n'), folder, step.line));
    if (step.output !== undefined && printed.trimEnd() !== step.output.trimEnd())
      differences.push({ line: step.line, commands: step.commands, expected: step.output, printed });
  }
  return differences;
};

/** The packages of an `npm install`, without versions. */
const installed = (line: string): string[] =>
  line.startsWith('npm install ')
    ? line
        .split(/\s+/)
        .slice(2)
        .filter((word) => !word.startsWith('-'))
        .map((word) => word.replace(/(?<=.)@.*$/, ''))
    : [];

const typeIn = (commands: string, folder: string, line: number): Promise<string> => {
  // The same program without the seconds that npx takes to find it.
  const script = commands.replaceAll('npx tsx ', 'node --import tsx ');
  const path = [join(folder, 'node_modules', '.bin'), process.env['PATH']].join(delimiter);
  // Vitest's own settings would reach the programs of the page.
  const { NODE_OPTIONS: _, ...env } = process.env;
  return new Promise((resolve, reject) => {
    execFile(
      'bash',
      ['-e', '-c', script],
      { cwd: folder, env: { ...env, PATH: path, NO_COLOR: '1' }, timeout: commandTimeout, maxBuffer: 10_000_000 },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else
          reject(
            new Error(`The commands of line ${line} failed.\n${commands}\n${stdout}\n${stderr}`, { cause: error }),
          );
      },
    );
  });
};
