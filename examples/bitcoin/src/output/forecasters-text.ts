import type { ComparedForecaster } from '@penstock/forecast';
import type { Headline } from '../model/headline.ts';
import { tableLines } from './table.ts';

/** The table of the forecasters of the backtest compared with naive, the best first. */
export const forecasterLines = ({ comparison: { forecasters } }: Headline): readonly string[] =>
  tableLines([
    ['forecaster', 'RMSE', 'beside naive', 'p'],
    ...forecasters.map(({ name, scores, skill, pValue }) =>
      scores === null
        ? [name, 'failed', '', '']
        : [name, scores.rmse.toFixed(2), name === 'naive' ? '' : besideNaive(skill), chanceOf(pValue)],
    ),
  ]);

const besideNaive = (skill: number | null): string => {
  if (skill === null) return '-';
  const percent = Math.abs(skill).toFixed(1);
  if (percent === '0.0') return 'the same';
  return `${percent} % ${skill > 0 ? 'less' : 'more'}`;
};

const chanceOf = (pValue: number | null): string => {
  if (pValue === null) return '';
  return pValue < 0.001 ? '< 0.001' : pValue.toFixed(3);
};

/** Says what the backtest means for a user of the forecast. */
export const meaningText = ({ name, comparison: { forecasters, horizon } }: Headline): string => {
  const best: Partial<ComparedForecaster> = forecasters.find((one) => one.name === name) ?? {};
  const { skill = null, pValue = null } = best;
  if (name === 'naive' || skill === null || skill <= 0)
    return (
      `In other words: over ${horizon} days no forecaster is better than the last close. Use the bands, not the ` +
      'line of the forecast.'
    );
  const less = `${skill.toFixed(1)} % below that of the last close`;
  const gain = `In other words: over ${horizon} days the error of ${name} is ${less}`;
  return pValue !== null && pValue < 0.05
    ? `${gain}. With ${forecasters.length} forecasters tried, a part of this may be chance, so expect less.`
    : `${gain}. This may well be chance, so do not trade on it.`;
};
