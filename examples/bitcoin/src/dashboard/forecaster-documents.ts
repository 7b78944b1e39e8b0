import { mapping } from '@penstock/sink-es';
import type { ComparedForecaster } from '@penstock/forecast';
import { dayOf } from '../prices/document.ts';
import type { ForecastResult } from './forecast-documents.ts';
import { dayField } from './result-index.ts';
import type { ResultIndex } from './result-index.ts';

/** The result of a forecaster in the backtest; its id is `name`. Figures are null if it failed or was not tried. */
export interface ForecasterDocument {
  /** The last day of the forecast. */
  readonly Date: string;
  readonly name: string;
  /** Rank from 1; the smallest RMSE is first. */
  readonly place: number;
  /** Whether the forecast of the page is by this forecaster. */
  readonly best: boolean;
  /** False if there was no time to try it. */
  readonly tried: boolean;
  /** The number of backtested forecasts, and the days of each. */
  readonly origins: number;
  readonly horizon: number;
  readonly rmse: number | null;
  readonly mae: number | null;
  readonly smape: number | null;
  readonly mase: number | null;
  /** Its errors divided by those of naive; also null if naive's error is 0. */
  readonly rmseOfNaive: number | null;
  readonly maeOfNaive: number | null;
  readonly smapeOfNaive: number | null;
  /** How much smaller its RMSE is than naive's, in percent. */
  readonly skill: number | null;
  /** The p-value of the Diebold-Mariano test against naive. */
  readonly pValue: number | null;
  /** Why it failed. */
  readonly error: string | null;
}

/** The index of forecasters. */
export const forecasterIndex: ResultIndex<ForecasterDocument> = {
  index: 'bitcoin_forecasters',
  mapping: mapping<ForecasterDocument>({
    Date: dayField,
    name: 'keyword',
    place: 'long',
    best: 'boolean',
    tried: 'boolean',
    origins: 'long',
    horizon: 'long',
    rmse: 'double',
    mae: 'double',
    smape: 'double',
    mase: 'double',
    rmseOfNaive: 'double',
    maeOfNaive: 'double',
    smapeOfNaive: 'double',
    skill: 'double',
    pValue: 'double',
    error: 'keyword',
  }),
  idOf: ({ name }) => name,
};

/** The backtest, one document for each forecaster: first the tried ones in order of RMSE, then the others. */
export const forecasterDocuments = ({ closes, summary: { headline } }: ForecastResult): ForecasterDocument[] => {
  const { name: best, comparison, untried } = headline;
  const { forecasters, naive, origins, horizon } = comparison;
  const tried = forecasters.map((forecaster) => ({ forecaster, tried: true }));
  const others = untried.map((name) => ({
    forecaster: { name, scores: null, skill: null, pValue: null },
    tried: false,
  }));
  const all: ReadonlyArray<{ readonly forecaster: ComparedForecaster; readonly tried: boolean }> = [
    ...tried,
    ...others,
  ];
  return all.map(({ forecaster: { name, scores, skill, pValue, error }, tried: wasTried }, row) => ({
    Date: dayOf(closes.times.at(-1)!),
    name,
    place: row + 1,
    best: name === best,
    tried: wasTried,
    origins,
    horizon,
    rmse: scores?.rmse ?? null,
    mae: scores?.mae ?? null,
    smape: scores?.smape ?? null,
    mase: scores?.mase ?? null,
    rmseOfNaive: ratio(scores?.rmse, naive.rmse),
    maeOfNaive: ratio(scores?.mae, naive.mae),
    smapeOfNaive: ratio(scores?.smape, naive.smape),
    skill,
    pValue,
    error: error ?? null,
  }));
};

const ratio = (value: number | undefined, ofNaive: number): number | null =>
  value === undefined || ofNaive === 0 ? null : value / ofNaive;
