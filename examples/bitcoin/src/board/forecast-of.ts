import type { ForecastDay } from '../dashboard/forecast-documents.ts';
import type { Results } from '../dashboard/results.ts';
import { aheadOf } from './ahead-of.ts';
import type { Forecast } from './api.ts';
import { verdictOf } from './verdict.ts';

/** The answer of `/api/forecast` for days; null if nothing was forecast. */
export const forecastOf = ({ forecast, forecasters, loss }: Results): Forecast | null => {
  const known = forecast.filter(({ Close }) => Close !== null);
  const ahead = forecast.flatMap(({ mean, ...day }) => (mean === null ? [] : [{ ...day, mean, time: timeOf(day) }]));
  if (ahead.length === 0) return null;
  return {
    interval: '1d',
    model: forecasters.find(({ best }) => best)?.name ?? '',
    why: verdictOf(forecasters),
    series: {
      times: known.map(timeOf),
      actual: known.map(({ Close }) => Close),
      train: known.map(({ train }) => train),
      test: known.map(({ test }) => test),
    },
    ahead: aheadOf(ahead),
    loss: loss.map(({ epoch, loss: train, validation }) => ({ epoch, train, validation })),
  };
};

const timeOf = ({ Date: day }: Pick<ForecastDay, 'Date'>): number => Date.parse(day);
