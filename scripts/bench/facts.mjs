import { execFileSync } from 'node:child_process';
import { arch, availableParallelism, platform, totalmem } from 'node:os';
import { root } from '../pnpm.mjs';

/** The conditions of a figure: commit, date, Node and the kind of machine, without the name of the machine. */
export const facts = () => ({
  date: new Date().toISOString().slice(0, 10),
  commit: commit(),
  node: process.versions.node,
  machine: { cores: availableParallelism(), memory: `${Math.round(totalmem() / 2 ** 30)} GB`, system: system() },
});

const system = () => `${platform()} ${arch()}`;

const commit = () => {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    // This folder is not a clone, or Git is missing.
    return undefined;
  }
};
