export { naive } from './models/naive.ts';
export type { NaiveOptions, SavedNaive } from './models/naive.ts';
export { lstm } from './models/lstm.ts';
export type { LstmForecaster } from './models/lstm.ts';
export type { FitManyProgress, LstmManyOptions } from './models/lstm-many.ts';
export type { LayersFiles, LstmLoadOptions, SavedLstm } from './models/saved-lstm.ts';
export { wasmEngine } from './kernel/wasm-engine.ts';
export type { WasmEngineOptions } from './kernel/wasm-engine.ts';
export { referenceEngine } from './lstm/reference-engine.ts';
export type { EpochReport, Loss, LstmEngine, Network, TrainingTask } from './lstm/engine.ts';
export type { Tail } from './models/window-model.ts';
export type { LstmOptions } from './lstm/options.ts';
export type { Activation, GateActivation, NetworkShape } from './lstm/shape.ts';
export type {
  FeatureSeries,
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
export type { Scaler, Scaling } from './scaler.ts';
export type { ForecastErrorCode } from './errors.ts';
export { coverage } from './metrics/coverage.ts';
export { evaluate } from './metrics/evaluate.ts';
export type { Evaluation } from './metrics/evaluate.ts';
export { explainedVariance } from './metrics/explained-variance.ts';
export { intervalScore } from './metrics/interval-score.ts';
export { mae } from './metrics/mae.ts';
export { mape } from './metrics/mape.ts';
export { meanGammaDeviance } from './metrics/mean-gamma-deviance.ts';
export { meanPoissonDeviance } from './metrics/mean-poisson-deviance.ts';
export { mse } from './metrics/mse.ts';
export { r2 } from './metrics/r2.ts';
export { rmse } from './metrics/rmse.ts';
