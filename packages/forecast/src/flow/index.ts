export { forecastEvery } from './forecast-every.ts';
export type { FitFailure, FitReason, FlowForecast, ForecastOutcome } from './flow-forecast.ts';
export type { FlowForecaster, ForecastEveryOptions, RefitOptions } from './options.ts';
export { detectAnomalies } from './anomalies/detect-anomalies.ts';
export type { BucketAnomaly } from './anomalies/bucket-anomaly.ts';
export type { BucketForecastOptions, DetectFlowAnomaliesOptions } from './anomalies/options.ts';
