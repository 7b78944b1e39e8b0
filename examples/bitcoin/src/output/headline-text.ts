/** The part of a headline that {@link headlineText} needs. */
interface Told {
  readonly name: string;
  readonly comparison: {
    readonly origins: number;
    readonly horizon: number;
    readonly naive: { readonly rmse: number };
    readonly forecasters: ReadonlyArray<{
      readonly name: string;
      readonly scores: { readonly rmse: number } | null;
      readonly skill: number | null;
      readonly pValue: number | null;
    }>;
  };
  readonly untried: readonly string[];
}

/** Says which forecaster did best in the backtest, and how far to trust that. */
export const headlineText = ({ name, comparison, untried }: Told): string => {
  const { forecasters, origins, horizon, naive } = comparison;
  const best = forecasters.find((one) => one.name === name);
  const judged = forecasters.filter(({ scores }) => scores !== null).length;
  const rmse = best?.scores?.rmse ?? naive.rmse;
  const beside =
    name === 'naive' || best?.skill === null || best?.skill === undefined
      ? 'no other has a smaller error than naive, which repeats the last close'
      : `${best.skill.toFixed(1)} % below naive${chance(best.pValue)}`;
  return [
    `Forecast by ${name}: of ${judged} forecasters it has the smallest error in ${origins} backtested forecasts of ` +
      `${horizon} days (RMSE ${rmse.toFixed(2)}; ${beside}).`,
    ...(untried.length > 0 ? [`There was no time to judge ${untried.join(', ')}.`] : []),
  ].join('\n');
};

/** The part of a day ahead that {@link outsideText} needs. */
interface Banded {
  readonly date: string;
  readonly mean: number;
  readonly lower80: number | null;
  readonly upper80: number | null;
}

const chance = (pValue: number | null): string => {
  if (pValue === null) return '';
  return pValue < 0.05 ? `, p ${pValue.toFixed(3)}` : `, which may be chance: p ${pValue.toFixed(2)}`;
};

/** Names the days whose forecast is outside its own 80 % band, and says why; empty if there are none. */
export const outsideText = (forecast: readonly Banded[]): readonly string[] => {
  const outside = forecast.filter(
    ({ mean, lower80, upper80 }) => lower80 !== null && upper80 !== null && (mean < lower80 || mean > upper80),
  );
  if (outside.length === 0) return [];
  return [
    `The forecast of ${outside.map(({ date }) => date).join(', ')} lies outside its own 80 % band: on the days that ` +
      'the band is measured on, almost all errors of the model had one sign. Trust the band.',
  ];
};
