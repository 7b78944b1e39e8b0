export { forecastEvery } from './forecast-every.ts';
export type { FitFailure, FitReason, FlowForecast, ForecastOutcome } from './flow-forecast.ts';
export type { FlowForecaster, ForecastEveryOptions, RefitOptions } from './options.ts';
