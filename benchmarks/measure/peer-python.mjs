import { spawnSync } from 'node:child_process';

/** The Python of the peers: `PENSTOCK_PYTHON`, else python3. */
export const python = process.env.PENSTOCK_PYTHON ?? 'python3';

/** Why a peer that needs these modules of Python is left out; `undefined` where they are there. */
export const missingModules = (...modules) =>
  spawnSync(python, ['-c', `import ${modules.join(', ')}`]).status === 0
    ? undefined
    : `set PENSTOCK_PYTHON to a Python that has ${modules.join(' and ')} (see benchmarks/README.md)`;
