import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Step } from './read-page.ts';

/** The folder to run a page in, and the changes to its files. */
export interface Project {
  /** A folder with the reader's `node_modules`. */
  readonly folder: string;
  /** Changes a file before it is saved, such as addresses of servers. Default: no change. */
  readonly change?: (text: string) => string;
  /** Reverts `change` in the output of a command. Default: no change. */
  readonly changeBack?: (output: string) => string;
}

/** A command whose output differs from the page. */
export interface Difference {
  readonly line: number;
  readonly commands: string;
  readonly expected: string;
  readonly printed: string;
}

const commandTimeout = 120_000;
/** Commands that prepare a reader's machine. The project is prepared already, so these are checked but not run. */
const preparation = /^(?:mkdir|cd|npm|docker) /;

/**
 * Runs the steps of a page, top to bottom. Resolves with the blocks whose output differs from the page.
 *
 * `npm install` is not run. Instead, the named packages must be in the project.
 *
 * @throws When a command fails, or a package is not in the project.
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

/** The packages that an `npm install` names, without versions. */
const installed = (line: string): string[] =>
  line.startsWith('npm install ')
    ? line
        .split(/\s+/)
        .slice(2)
        .filter((word) => !word.startsWith('-'))
        .map((word) => word.replace(/(?<=.)@.*$/, ''))
    : [];

const typeIn = (commands: string, folder: string, line: number): Promise<string> => {
  // Runs the same program without npx, which takes seconds to find it.
  const script = commands.replaceAll('npx tsx ', 'node --import tsx ');
  const path = [join(folder, 'node_modules', '.bin'), process.env['PATH']].join(delimiter);
  // Vitest's own settings would affect the programs of the page.
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
