import type { OddDay } from '../model/anomalies.ts';
import type { Store } from '../store/store.ts';
import { anomalyDocument, anomalyIndex } from './anomaly-documents.ts';
import type { AnomalyDay } from './anomaly-documents.ts';
import { evaluationIndex, forecastDays, forecastIndex, metricsOf } from './forecast-documents.ts';
import type { ForecastDay, ForecastResult, Metric } from './forecast-documents.ts';
import { forecasterDocuments, forecasterIndex } from './forecaster-documents.ts';
import type { ForecasterDocument } from './forecaster-documents.ts';
import { lossIndex } from './loss-documents.ts';
import type { EpochLoss } from './loss-documents.ts';

/** The results that runs wrote to the store; empty before the first. */
export interface Results {
  /** In order of time. */
  readonly forecast: readonly ForecastDay[];
  readonly metrics: readonly Metric[];
  /** In order of epochs. */
  readonly loss: readonly EpochLoss[];
  /** In order of rank. */
  readonly forecasters: readonly ForecasterDocument[];
  /** In order of time. */
  readonly anomalies: readonly AnomalyDay[];
}

/** Writes a forecast with its evaluation, its loss curve and its backtest. They replace the results of the last run. */
export const saveForecast = async (store: Store, result: ForecastResult, signal: AbortSignal): Promise<void> => {
  await store.replace(forecastIndex, forecastDays(result), signal);
  await store.replace(evaluationIndex, metricsOf(result), signal);
  await store.replace(lossIndex, result.loss, signal);
  await store.replace(forecasterIndex, forecasterDocuments(result), signal);
};

/** Writes the anomalies. They replace the anomalies of the last run. */
export const saveAnomalies = (store: Store, days: readonly OddDay[], signal: AbortSignal): Promise<void> =>
  store.replace(anomalyIndex, days.map(anomalyDocument), signal);

/** Reads the results of the last run. */
export const readResults = async (store: Pick<Store, 'read'>): Promise<Results> => {
  const [forecast, metrics, loss, forecasters, anomalies] = await Promise.all([
    store.read(forecastIndex),
    store.read(evaluationIndex),
    store.read(lossIndex),
    store.read(forecasterIndex),
    store.read(anomalyIndex),
  ]);
  return {
    forecast: forecast.toSorted(byDate),
    metrics,
    loss: loss.toSorted((one, other) => one.epoch - other.epoch),
    forecasters: forecasters.toSorted((one, other) => one.place - other.place),
    anomalies: anomalies.toSorted(byDate),
  };
};

const byDate = (one: { readonly Date: string }, other: { readonly Date: string }): number =>
  Date.parse(one.Date) - Date.parse(other.Date);
