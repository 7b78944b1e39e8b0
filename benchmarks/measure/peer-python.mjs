import { spawnSync } from 'node:child_process';

/** The Python for the peers: `PENSTOCK_PYTHON`, or python3 by default. */
export const python = process.env.PENSTOCK_PYTHON ?? 'python3';

/** Why a peer that needs these Python modules is skipped; `undefined` when they are installed. */
export const missingModules = (...modules) =>
  spawnSync(python, ['-c', `import ${modules.join(', ')}`]).status === 0
    ? undefined
    : `set PENSTOCK_PYTHON to a Python that has ${modules.join(' and ')} (see benchmarks/README.md)`;
