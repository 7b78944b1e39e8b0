export { naive } from './forecasters/naive.ts';
export type { NaiveOptions } from './forecasters/naive.ts';
export { seasonalNaive } from './forecasters/seasonal-naive.ts';
export type { SeasonalNaiveLearnt, SeasonalNaiveOptions } from './forecasters/seasonal-naive.ts';
export { drift } from './forecasters/drift.ts';
export { mean } from './forecasters/mean.ts';
export { theta } from './forecasters/theta.ts';
export type { ThetaLearnt, ThetaOptions } from './forecasters/theta.ts';
export { ets } from './forecasters/ets.ts';
export type { EtsLearnt, EtsOptions } from './forecasters/ets.ts';
export { mstl } from './forecasters/mstl.ts';
export type { MstlLearnt, MstlOptions } from './forecasters/mstl.ts';
export { autoregression } from './forecasters/autoregression.ts';
export type { AutoregressionOptions } from './forecasters/autoregression.ts';
export type { LagRegression } from './regression/lag-regression.ts';
export type { LagChoice } from './regression/seasonal-lags.ts';
export type { EtsForm, EtsWeights } from './smoothing/ets.ts';
export { arima } from './forecasters/arima.ts';
export type { ArimaForecaster, ArimaLearnt, ArimaOptions, ArimaOrder } from './forecasters/arima.ts';
export type { ArimaClass, ArimaPackageModel } from './forecasters/arima-package.ts';
export { ensemble } from './ensemble/ensemble.ts';
export type { CombinedLoadOptions, EnsembleForecaster, EnsembleOptions, SavedEnsemble } from './ensemble/ensemble.ts';
export { candidate } from './ensemble/candidate.ts';
export type { Candidate } from './ensemble/candidate.ts';
export type { Combine } from './ensemble/combine.ts';
export type { SavedCombination, SavedPart } from './ensemble/saved-combination.ts';
export { auto } from './auto/auto.ts';
export type { AutoForecaster, AutoModel, SavedAuto } from './auto/auto.ts';
export type { AutoOptions, AutoProgress } from './auto/options.ts';
export type { AutoCandidate, AutoReport } from './auto/report.ts';
export type { MethodOptions, SavedMethod } from './forecasters/method.ts';
export { difference, seasonalDifference } from './transforms/difference.ts';
export { deseasonalise } from './transforms/deseasonalise.ts';
export type { DeseasonaliseOptions } from './transforms/deseasonalise.ts';
export { log } from './transforms/log.ts';
export { scale } from './transforms/scale.ts';
export type { ScaleOptions } from './transforms/scale.ts';
export type { FittedTransform, SavedTransform, Transform } from './transforms/transform.ts';
export type { SeasonKind } from './seasons/classical.ts';
export { hasSeason } from './seasons/season-test.ts';
export { naturalPeriods } from './seasons/natural-periods.ts';
export { lstm } from './lstm/lstm.ts';
export type { LstmForecaster } from './lstm/lstm.ts';
export type { LstmModel } from './lstm/model.ts';
export type { FitManyProgress, LstmFit, LstmManyOptions } from './lstm/fit-many.ts';
export type { LayersFiles, SavedLstm } from './layers-model-format/saved-lstm.ts';
export type { LstmLoadOptions } from './lstm/load-options.ts';
export { wasmEngine } from './wasm/wasm-engine.ts';
export type { WasmEngineOptions } from './wasm/wasm-engine.ts';
export type { BrowserWorker } from './wasm/browser-worker.ts';
export { referenceEngine } from './reference/reference-engine.ts';
export type { EpochReport, Loss, LstmEngine, Network, TrainingTask, Validation } from './engine/engine.ts';
export type { Fill, Step, StepOptions } from './calendar/step-options.ts';
export type { DaySteps, EvenSteps, MonthSteps, Steps, WeekdaySteps } from './calendar/steps.ts';
export type { Tail, TailEnd } from './model/tail.ts';
export type { EarlyStopping, LstmEpochReport, LstmOptions } from './lstm/options.ts';
export type { Activation, GateActivation, NetworkShape } from './engine/network-shape.ts';
export type { CalendarFeature } from './series/calendar-features.ts';
export type { FutureFeatures } from './series/columns.ts';
export type { FeatureSeries } from './series/feature-series.ts';
export { seriesOf } from './series/series-of.ts';
export type { NumberField } from './series/series-of.ts';
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
export type { AnomalyForecastOptions, AnomalyInput } from './anomaly/anomaly-detector.ts';
export { detectAnomalies } from './anomaly/detect-anomalies.ts';
export type { DetectAnomaliesOptions, Detection } from './anomaly/detect-anomalies.ts';
export type { AnomalyKind } from './anomaly/kind.ts';
export type { AnomalyOptions, AnomalySides } from './anomaly/options.ts';
export type { AnomalyRange, AnomalyRule } from './anomaly/rules.ts';
export { overallSeverity } from './anomaly/overall-severity.ts';
export type { OverallSeverityOptions } from './anomaly/overall-severity.ts';
export type { BucketFunction } from './anomaly/buckets/bucket-function.ts';
export type { BucketOptions } from './anomaly/buckets/bucketed.ts';
export type { AnomalyDetectorState, AnomalySeasonState } from './anomaly/state.ts';
export type { AnomalyIncident, AnomalyVerdict, Verdict } from './anomaly/verdict.ts';
export type { Scaler, Scaling } from './series/scaler.ts';
export type { ForecastErrorCode } from './errors.ts';
export { bias } from './judging/metrics/bias.ts';
export { coverage } from './judging/metrics/coverage.ts';
export { crps } from './judging/metrics/crps.ts';
export { directionHitRate } from './judging/metrics/direction-hit-rate.ts';
export { evaluate } from './judging/metrics/evaluate.ts';
export type { Evaluation } from './judging/metrics/evaluate.ts';
export { explainedVariance } from './judging/metrics/explained-variance.ts';
export { intervalScore } from './judging/metrics/interval-score.ts';
export { mae } from './judging/metrics/mae.ts';
export { mape } from './judging/metrics/mape.ts';
export { mase } from './judging/metrics/mase.ts';
export { meanGammaDeviance } from './judging/metrics/mean-gamma-deviance.ts';
export { meanPoissonDeviance } from './judging/metrics/mean-poisson-deviance.ts';
export { mse } from './judging/metrics/mse.ts';
export { msle } from './judging/metrics/msle.ts';
export { owa } from './judging/metrics/owa.ts';
export type { SmapeAndMase } from './judging/metrics/owa.ts';
export { pinball } from './judging/metrics/pinball.ts';
export { pseudoHuber } from './judging/metrics/pseudo-huber.ts';
export { r2 } from './judging/metrics/r2.ts';
export { rmse } from './judging/metrics/rmse.ts';
export { rmsse } from './judging/metrics/rmsse.ts';
export { smape } from './judging/metrics/smape.ts';
export { evaluateRegression } from './judging/regression/evaluate-regression.ts';
export type {
  RegressionErrors,
  RegressionEvaluation,
  RegressionOptions,
} from './judging/regression/evaluate-regression.ts';
export type { RegressionModel, RegressionPairs, RegressionPoint } from './judging/regression/regression-points.ts';
export { backtest } from './judging/backtest/backtest.ts';
export type { BacktestOptions, BacktestProgress } from './judging/backtest/options.ts';
export type { Backtest, BacktestForecasts, BacktestOrigin } from './judging/backtest/result.ts';
export type { BacktestCandidate } from './judging/backtest/try-forecaster.ts';
export { compare } from './judging/backtest/compare.ts';
export type { CompareOptions } from './judging/backtest/compare.ts';
export type { ComparedForecaster, Comparison, ComparisonData } from './judging/backtest/comparison.ts';
export { dieboldMariano } from './judging/backtest/diebold-mariano.ts';
export type { DieboldMarianoOptions, DieboldMarianoTest } from './judging/backtest/diebold-mariano.ts';
export type { BandScores, Scores } from './judging/backtest/scores.ts';
