import type { ForecastDay } from '../dashboard/forecast-documents.ts';
import type { Results } from '../dashboard/results.ts';
import type { Forecast } from './api.ts';
import { verdictOf } from './verdict.ts';

/** The answer of `/api/forecast` for days; null where nothing was forecast. */
export const forecastOf = ({ forecast, forecasters, loss }: Results): Forecast | null => {
  const known = forecast.filter(({ Close }) => Close !== null);
  const ahead = forecast.filter((day): day is ForecastDay & { readonly mean: number } => day.mean !== null);
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
    ahead: {
      times: ahead.map(timeOf),
      mean: ahead.map(({ mean }) => mean),
      lower80: ahead.map(({ lower80 }) => lower80),
      upper80: ahead.map(({ upper80 }) => upper80),
      lower95: ahead.map(({ lower95 }) => lower95),
      upper95: ahead.map(({ upper95 }) => upper95),
    },
    loss: loss.map(({ epoch, loss: train, validation }) => ({ epoch, train, validation })),
  };
};

const timeOf = ({ Date: day }: ForecastDay): number => Date.parse(day);
