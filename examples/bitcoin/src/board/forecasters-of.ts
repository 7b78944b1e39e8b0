import type { ForecasterDocument } from '../dashboard/forecaster-documents.ts';
import type { Forecasters } from './api.ts';
import { verdictOf } from './verdict.ts';

/** The answer of `/api/forecasters`; null if nothing was backtested. The documents come in order of rank. */
export const forecastersOf = (documents: readonly ForecasterDocument[]): Forecasters | null => {
  const [first] = documents;
  if (!first) return null;
  return {
    horizon: first.horizon,
    origins: first.origins,
    rows: documents.map((one) => ({
      name: one.name,
      rmse: one.rmse,
      mase: one.mase,
      ofNaive: { rmse: one.rmseOfNaive, mae: one.maeOfNaive, smape: one.smapeOfNaive },
      pValue: one.pValue,
      meaning: meaningOf(one),
    })),
    verdict: verdictOf(documents),
  };
};

const clear = 0.05;

const meaningOf = ({ name, tried, error, skill, pValue }: ForecasterDocument): string => {
  if (!tried) return 'There was no time to judge it.';
  if (error !== null) return `It failed: ${error}`;
  if (name === 'naive') return 'Forecasts that each day is like today. The others must beat it.';
  if (skill === null) return 'Cannot be compared: naive makes no error.';
  // A smaller difference would read 0.0 %.
  if (Math.abs(skill) < 0.05) return 'Its errors are as large as those of naive.';
  const size = `${Math.abs(skill).toFixed(1)} % ${skill > 0 ? 'smaller' : 'larger'} than those of naive`;
  if (pValue === null) return `Its errors are ${size}.`;
  return `Its errors are ${size}, which ${pValue < clear ? 'is more than chance' : 'may be chance'}.`;
};
