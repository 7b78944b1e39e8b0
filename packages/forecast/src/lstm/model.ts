import { onCalendar } from '../calendar/on-calendar.ts';
import { combine } from '../ensemble/combine.ts';
import type { LstmEngine, Network } from '../engine/engine.ts';
import type { Model } from '../forecaster.ts';
import { calendarOfTail } from '../model/tail.ts';
import { windowModel } from '../model/window-model.ts';
import type { LstmWeights } from '../layers-model-format/lstm-weights.ts';
import type { SavedLstm } from '../layers-model-format/saved-lstm.ts';
import { filesOf } from '../layers-model-format/write-files.ts';
import type { FeatureSeries } from '../series/feature-series.ts';
import { scaled, unscaled } from '../series/scaler.ts';
import { networkInputs } from './rows/network-inputs.ts';
import { seriesPart } from './rows/prepare.ts';
import { refitted } from './refitted.ts';
import { checkScale } from './check-scale.ts';

/** A fitted LSTM. */
export interface LstmModel extends Model<SavedLstm> {
  /**
   * Makes a model of another series with the same network. The network is not trained again: only scalers and
   * transforms are fitted on the rows of that series, and forecasts continue from its last row. With it, a network that
   * `fitMany` trained on many series with `global: true` forecasts a series that it has not seen. The weights are
   * shared, not copied. If the model was fitted with the option `step`, the other series has the same steps; otherwise
   * its steps are detected.
   *
   * @param series - At least {@link Model.window} rows, plus as many as the network predicts at once, with the features
   * that the network was trained with. Hold back test rows: the new model counts as fitted on all rows of `series`.
   * @throws `PENSTOCK_SERIES_INVALID`, `PENSTOCK_SERIES_TOO_SHORT`, `PENSTOCK_SERIES_GAP`, `PENSTOCK_SERIES_CONSTANT`;
   * `PENSTOCK_BAD_OPTION` for a model of another program, or one with `scale()` by training rows among its transforms.
   *
   * @example
   * ```ts
   * const model = await lstm.fit(closes);
   * const tall = { times: closes.times, values: closes.values.map((value) => 1000 * value) };
   * console.log(model.apply(tall).forecast(7).mean);
   * ```
   */
  apply(series: FeatureSeries): LstmModel;
}

/** The networks of all members, ready to predict. */
export const networksOf = ({ shape, members }: LstmWeights, engine: LstmEngine): readonly Network[] =>
  members.map((parameters) => engine.network(shape, parameters));

/** Makes a model with these weights. `networks` must have the weights of its members. */
export const modelOf = (weights: LstmWeights, networks: readonly Network[]): LstmModel => {
  const {
    shape: { window },
    columns,
    scalers,
    tail,
    longestStep,
    fittedUntil,
    steps,
    direct,
    quantiles,
    transforms,
  } = weights;
  const evenly = networks.map(() => 1);
  const outputsOf = (inputs: Float64Array): Float64Array =>
    networks.length === 1
      ? networks[0]!.predict(inputs)
      : combine(
          weights.combine,
          networks.map((network) => network.predict(inputs)),
          evenly,
        );
  const model = windowModel<SavedLstm>(
    tail,
    {
      window,
      ...columns,
      steps,
      direct,
      quantiles,
      longestStep,
      fittedUntil,
      transforms,
      predict: (past) =>
        outputsOf(scaled(scalers, networkInputs(past, window, columns, steps))).map((value) =>
          unscaled(scalers[0], value),
        ),
    },
    () => filesOf(weights),
  );
  return {
    ...model,
    forecast(horizon, options) {
      if (options?.after !== undefined) checkScale(options.after, weights);
      return model.forecast(horizon, options);
    },
    predictions(series, options) {
      checkScale(series, weights);
      return model.predictions(series, options);
    },
    apply(series) {
      const { shape, scaling, longestStep: longest } = weights;
      const gaps = longest === Infinity ? 'allow' : 'refuse';
      const list = refitted(transforms, scaling);
      const { steps: rowSteps, fill, statedStep } = calendarOfTail(tail);
      const part = seriesPart(
        onCalendar(series, {
          fill,
          ...(statedStep !== undefined && { step: statedStep }),
          ...(rowSteps.unit !== 'ms' && { timeZone: rowSteps.timeZone }),
        }),
        { shape, steps, gaps, scaling: scaling ?? 'minMax', known: columns.known, calendar: columns.calendar },
        list,
        columns,
      );
      return modelOf({ ...weights, ...part }, networks);
    },
  };
};
