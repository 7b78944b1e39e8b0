import type { LstmEngine } from '../engine/engine.ts';
import { forecastError } from '../errors.ts';
import { referenceEngine } from '../reference/reference-engine.ts';
import { wasmEngine } from '../wasm/wasm-engine.ts';

let wasm: LstmEngine | undefined;

/**
 * Returns the engine for the option `engine`. All callers that choose `wasm` share one engine and its workers.
 *
 * @throws `PENSTOCK_BAD_OPTION`.
 */
export const chooseEngine = (engine: unknown = 'wasm'): LstmEngine => {
  if (engine === 'wasm') return (wasm ??= wasmEngine());
  if (engine === 'reference') return referenceEngine;
  const { train, network } = (engine ?? {}) as Partial<LstmEngine>;
  if (typeof train === 'function' && typeof network === 'function') return engine as LstmEngine;
  throw forecastError('PENSTOCK_BAD_OPTION', `engine must be "wasm", "reference" or an engine; got ${String(engine)}.`);
};
