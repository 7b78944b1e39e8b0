import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { python } from '../measure/peer-python.mjs';

const program = fileURLToPath(new URL('../peers/statsforecast_models.py', import.meta.url));

/** What statsforecast is measured with; each is the name of one of its classes. */
export const statsforecastModels = ['AutoETS', 'AutoTheta', 'AutoARIMA', 'MSTL'];

/**
 * Forecasts each of `trainings` with a model of statsforecast in a process of its own.
 *
 * Resolves with `{ forecasts, cpuSeconds }`; importing and compiling the package are not counted.
 */
export const runStatsforecast = async (model, trainings, period, horizon) => {
  const child = spawn(python, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ model, trainings: trainings.map((rows) => Array.from(rows)), period, horizon }));
  return JSON.parse(await text(child.stdout));
};
