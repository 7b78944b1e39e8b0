import type { ComparisonData, RegressionEvaluation } from '@penstock/forecast';
import type { Analysis } from '../analysis/analysis.ts';
import type { Month } from '../analysis/years.ts';
import { figure } from './summary.ts';
import { tableLines } from './table.ts';
import { wrapped } from './wrapped.ts';

/**
 * The analysis for a terminal of 80 columns. Only the file of `--json` has the lines of the charts, one value for each
 * day.
 */
export const analysisText = ({ source, periods, reportLstm, backtest, best }: Analysis): string => {
  const { engine, days, trainingDays, metrics, regression, nextDays } = reportLstm;
  const years = periods.filter(({ period }) => period !== 'overall');
  return [
    wrapped(`Prices from ${source}`),
    '',
    'Month by month',
    heading('month'),
    ...years.flatMap(({ months }) => months.map(({ month, ...figures }) => line(month, figures))),
    '',
    'Year by year, and overall',
    heading('year'),
    ...periods.map(({ period, ...figures }) => line(period, figures)),
    '',
    wrapped(
      `The report's LSTM: closes of the last ${days} days, trained on the first ${trainingDays} in ` +
        `${engine.seconds.toFixed(3)} s (${engine.name}), one day ahead`,
    ),
    ...metricLines(metrics),
    '',
    ...regressionLines(regression),
    '',
    'Its next days',
    ...nextDays.map(({ date, close }) => `  ${date}  ${close.toFixed(2)}`),
    '',
    `Backtest on the last ${days - trainingDays} days`,
    ...backtestLines(backtest),
    ...(backtest.untried.length > 0 ? [wrapped(`No time was left for ${backtest.untried.join(', ')}.`)] : []),
    wrapped(conclusion(backtest.overall, best)),
  ].join('\n');
};

const metricLines = ({ train, test, naive }: Analysis['reportLstm']['metrics']): readonly string[] =>
  tableLines([
    ['metric', 'train', 'test', 'naive (test)'],
    ...(Object.keys(test) as Array<keyof typeof test>).map((name) => [
      name,
      ...[train, test, naive].map((set) => figure(set[name])),
    ]),
  ]);

const backtestLines = ({ atFirst, atLast, overall }: Analysis['backtest']): readonly string[] => {
  const { origins, horizon, forecasters } = overall;
  const [first, last] = [atFirst, atLast].map(rmseByName);
  const failed = forecasters.flatMap(({ name, scores, error: reason }) =>
    scores === null ? [wrapped(`${name} failed: ${reason}`)] : [],
  );
  return [
    wrapped(
      `${origins} forecasts of ${horizon} days each. RMSE in USD: of day 1, of day ${horizon} and of all days. ` +
        'MAE in USD, sMAPE, skill and p are over all days; skill and p compare with naive.',
    ),
    ...tableLines([
      ['forecaster', 'RMSE: day 1', `day ${horizon}`, 'all', 'MAE', 'sMAPE %', 'skill %', 'p'],
      ...forecasters.flatMap(({ name, scores, skill, pValue }) =>
        scores === null
          ? []
          : [
              [
                name,
                error(first!.get(name) ?? null),
                error(last!.get(name) ?? null),
                error(scores.rmse),
                error(scores.mae),
                price(scores.smape),
                skill === null ? '-' : skill.toFixed(1),
                pValue === null ? '-' : pValue < 0.001 ? '< 0.001' : pValue.toFixed(3),
              ],
            ],
      ),
    ]),
    ...failed,
  ];
};

const rmseByName = ({ forecasters }: ComparisonData): ReadonlyMap<string, number> =>
  new Map(forecasters.flatMap(({ name, scores }) => (scores === null ? [] : [[name, scores.rmse]])));

const price = (value: number | null): string => (value === null ? '-' : value.toFixed(2));

/** An error in USD; from 100 on without cents, so that a row fits 80 columns. */
const error = (value: number | null): string => (value !== null && value >= 100 ? value.toFixed(0) : price(value));

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
    ...tableLines([
      ['', 'training error', 'generalisation error'],
      ...Object.entries(rows).map(([name, values]) => [
        name,
        ...values.map((value) => (value === null ? '-' : name === 'points' ? String(value) : figure(value))),
      ]),
    ]),
  ];
};

const titles = ['days', 'mean open', 'mean close', 'highest', 'lowest'];

const heading = (first: string): string => first.padEnd(9) + titles.map((title) => title.padStart(12)).join('');

const line = (name: string, { days, meanOpen, meanClose, highest, lowest }: Omit<Month, 'month'>): string =>
  name.padEnd(9) +
  [String(days), ...[meanOpen, meanClose, highest, lowest].map(price)].map((cell) => cell.padStart(12)).join('');

const conclusion = ({ forecasters }: ComparisonData, best: string): string => {
  const { skill = null, pValue = null } = forecasters.find(({ name }) => name === best) ?? {};
  if (skill === null || skill <= 0)
    return 'No forecaster has a smaller error than naive, which repeats the last close.';
  const gain = `${best} has the smallest error, ${skill.toFixed(1)} % below naive`;
  return pValue !== null && pValue < 0.05
    ? `${gain}. With so many forecasters tried, one of them may be this good by chance.`
    : `${gain}. This may well be chance.`;
};
