import type { ForecasterDocument } from '../dashboard/forecaster-documents.ts';
import type { Forecasters } from './api.ts';
import { verdictOf } from './verdict.ts';

/** The answer of `/api/forecasters`; null where nothing was backtested. Documents come by place. */
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
  if (name === 'naive') return 'Says that each day is as today. The others must beat it.';
  if (skill === null) return 'Cannot be compared: naive makes no error.';
  // It would be shown as 0.0 %.
  if (Math.abs(skill) < 0.05) return 'Errs as much as naive.';
  const size = `${Math.abs(skill).toFixed(1)} % ${skill > 0 ? 'less' : 'more'} than naive`;
  if (pValue === null) return `Errs ${size}.`;
  return pValue < clear ? `Errs ${size}, which is more than chance.` : `Errs ${size}, which may be chance.`;
};
