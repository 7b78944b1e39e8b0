import type { ComparisonData, RegressionEvaluation } from '@penstock/forecast';
import type { Analysis } from '../analysis/analysis.ts';
import type { Month } from '../analysis/years.ts';
import { figure } from './summary.ts';

/** The analysis for a terminal. The lines of the charts, one a day, are in the file of `--json` alone. */
export const analysisText = ({ source, periods, reportLstm, backtest, best }: Analysis): string => {
  const { engine, days, trainingDays, metrics, regression, nextDays } = reportLstm;
  const years = periods.filter(({ period }) => period !== 'overall');
  return [
    `Prices from ${source}`,
    '',
    'Month by month',
    heading('month'),
    ...years.flatMap(({ months }) => months.map(({ month, ...figures }) => line(month, figures))),
    '',
    'Year by year, and overall',
    heading('year'),
    ...periods.map(({ period, ...figures }) => line(period, figures)),
    '',
    `The report's LSTM: closes of the last ${days} days, trained on the first ${trainingDays} in ` +
      `${engine.seconds.toFixed(3)} s (${engine.name}), one day ahead`,
    `${''.padEnd(20)}${['train', 'test', 'naive (test)'].map((name) => name.padStart(18)).join('')}`,
    ...(Object.keys(metrics.test) as Array<keyof typeof metrics.test>).map(
      (name) =>
        name.padEnd(20) +
        [metrics.train, metrics.test, metrics.naive].map((set) => figure(set[name]).padStart(18)).join(''),
    ),
    ...regressionLines(regression),
    'Its next days:',
    ...nextDays.map(({ date, close }) => `  ${date}  ${close.toFixed(2)}`),
    '',
    `Backtest beside others on the last ${days - trainingDays} days`,
    ...backtestLines(backtest.overall),
    ...(backtest.untried.length > 0 ? [`No time was left for ${backtest.untried.join(', ')}.`] : []),
    conclusion(backtest.overall, best),
  ].join('\n');

  function backtestLines(all: ComparisonData): string[] {
    const [first, last] = [backtest.atFirst, backtest.atLast].map(rmseByName);
    const titles = ['RMSE, day 1', `day ${all.horizon}`, 'all days', 'MAE', 'sMAPE %', 'skill %', 'p'];
    return [
      `${all.origins} forecasts of ${all.horizon} days; skill and p are beside naive, over all days`,
      'forecaster'.padEnd(20) + titles.map((title) => title.padStart(13)).join(''),
      ...all.forecasters.map(({ name, scores, skill, pValue, error }) =>
        scores === null
          ? `${name.padEnd(20)} failed: ${error}`
          : name.padEnd(20) +
            [
              price(first!.get(name) ?? null),
              price(last!.get(name) ?? null),
              price(scores.rmse),
              price(scores.mae),
              price(scores.smape),
              skill === null ? '-' : skill.toFixed(1),
              pValue === null ? '-' : pValue < 0.001 ? '< 0.001' : pValue.toFixed(3),
            ]
              .map((cell) => cell.padStart(13))
              .join(''),
      ),
    ];
  }
};

const rmseByName = ({ forecasters }: ComparisonData): ReadonlyMap<string, number> =>
  new Map(forecasters.flatMap(({ name, scores }) => (scores === null ? [] : [[name, scores.rmse]])));

const price = (value: number | null): string => (value === null ? '-' : value.toFixed(2));

const regressionLines = ({ training, generalisation }: RegressionEvaluation): readonly string[] => {
  if (training === null || generalisation === null) return [];
  const rows = {
    points: [training.count, generalisation.count],
    MSE: [training.mse, generalisation.mse],
    R2: [training.r2, generalisation.r2],
    MSLE: [training.msle, generalisation.msle],
    'pseudo-Huber': [training.pseudoHuber, generalisation.pseudoHuber],
  };
  return [
    'Training and generalisation error as Elastic computes them (figure 2.28)',
    `${''.padEnd(20)}${['training error', 'generalisation error'].map((name) => name.padStart(22)).join('')}`,
    ...Object.entries(rows).map(
      ([name, values]) =>
        name.padEnd(20) +
        values
          .map((value) => (value === null ? '-' : name === 'points' ? String(value) : figure(value)).padStart(22))
          .join(''),
    ),
  ];
};

const titles = ['days', 'mean open', 'mean close', 'highest', 'lowest'];

const heading = (first: string): string => first.padEnd(9) + titles.map((title) => title.padStart(12)).join('');

const line = (name: string, { days, meanOpen, meanClose, highest, lowest }: Omit<Month, 'month'>): string =>
  name.padEnd(9) +
  [String(days), ...[meanOpen, meanClose, highest, lowest].map(price)].map((cell) => cell.padStart(12)).join('');

const conclusion = ({ forecasters }: ComparisonData, best: string): string => {
  const { skill = null, pValue = null } = forecasters.find(({ name }) => name === best) ?? {};
  if (skill === null || skill <= 0) return 'No forecaster errs less than naive: that each day will be as today.';
  const gain = `${best} errs least, ${skill.toFixed(1)} % less than naive`;
  return pValue !== null && pValue < 0.05
    ? `${gain}; with so many forecasters tried, some are this good by chance.`
    : `${gain}, which may well be chance.`;
};
