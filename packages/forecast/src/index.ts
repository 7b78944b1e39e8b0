export { naive } from './forecasters/naive.ts';
export type { NaiveOptions, SavedNaive } from './forecasters/naive.ts';
export { lstm } from './lstm/lstm.ts';
export type { LstmForecaster } from './lstm/lstm.ts';
export type { FitManyProgress, LstmManyOptions } from './lstm/fit-many.ts';
export type { LayersFiles, SavedLstm } from './layers-model-format/saved-lstm.ts';
export type { LstmLoadOptions } from './lstm/load-options.ts';
export { wasmEngine } from './wasm/wasm-engine.ts';
export type { WasmEngineOptions } from './wasm/wasm-engine.ts';
export { referenceEngine } from './reference/reference-engine.ts';
export type { EpochReport, Loss, LstmEngine, Network, TrainingTask } from './engine/engine.ts';
export type { Tail } from './forecasters/tail.ts';
export type { LstmOptions } from './lstm/options.ts';
export type { Activation, GateActivation, NetworkShape } from './engine/network-shape.ts';
export type { FeatureSeries } from './series/feature-series.ts';
export type {
  Forecast,
  Forecaster,
  ForecastInterval,
  ForecastOptions,
  Model,
  PredictionOptions,
  Predictions,
  QuantileForecast,
} from './forecaster.ts';
export { AnomalyDetector } from './anomaly/anomaly-detector.ts';
export type { AnomalyDetectorState, Judgement } from './anomaly/anomaly-detector.ts';
export { detectAnomalies } from './anomaly/detect-anomalies.ts';
export type { Anomaly, DetectAnomaliesOptions, Detection } from './anomaly/detect-anomalies.ts';
export type { AnomalyOptions } from './anomaly/options.ts';
export type { Scaler, Scaling } from './series/scaler.ts';
export type { ForecastErrorCode } from './errors.ts';
export { coverage } from './judging/metrics/coverage.ts';
export { evaluate } from './judging/metrics/evaluate.ts';
export type { Evaluation } from './judging/metrics/evaluate.ts';
export { explainedVariance } from './judging/metrics/explained-variance.ts';
export { intervalScore } from './judging/metrics/interval-score.ts';
export { mae } from './judging/metrics/mae.ts';
export { mape } from './judging/metrics/mape.ts';
export { meanGammaDeviance } from './judging/metrics/mean-gamma-deviance.ts';
export { meanPoissonDeviance } from './judging/metrics/mean-poisson-deviance.ts';
export { mase } from './judging/metrics/mase.ts';
export { mse } from './judging/metrics/mse.ts';
export { owa } from './judging/metrics/owa.ts';
export type { SmapeAndMase } from './judging/metrics/owa.ts';
export { smape } from './judging/metrics/smape.ts';
export { r2 } from './judging/metrics/r2.ts';
export { rmse } from './judging/metrics/rmse.ts';
