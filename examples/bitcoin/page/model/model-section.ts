import type { Board } from '../board.ts';
import { chart } from '../charts/chart.ts';
import { element } from '../dom/element.ts';
import { legend } from '../dom/legend.ts';
import { panel } from '../dom/panel.ts';
import { section } from '../dom/section.ts';
import { date } from '../format/date.ts';
import { figure, wholePrice } from '../format/number.ts';
import { aheadOption, fitOption } from './fit-chart.ts';
import { lossOption } from './loss-chart.ts';
import { metricsTable } from './metrics-table.ts';
import { scatterOption } from './scatter.ts';

/** The section of the model: its predictions, its forecast, its training and its errors. */
export const modelSection = (board: Board): HTMLElement => {
  const fit = chart({ name: 'fit', label: 'Predictions over the true closes', isZoomable: true });
  const ahead = chart({ name: 'ahead', label: 'The last 15 days and the days ahead' });
  const loss = chart({ name: 'loss', label: 'Loss by epoch' });
  const scatter = chart({ name: 'scatter', label: 'True against predicted prices', shape: 'square' });
  const why = element('p');
  const metrics = element('div');

  const fitPanel = panel({
    title: 'Predictions one day ahead, over the true closes',
    tools: [
      legend(
        { colour: 'text-soft', label: 'Close' },
        { colour: 'train', label: 'Prediction, training rows' },
        { colour: 'test', label: 'Prediction, test rows' },
        { colour: 'forecast', label: 'Forecast' },
      ),
    ],
    content: [fit.root],
    note: 'Drag the bar below the chart to zoom, or use the wheel with Ctrl. Arrow keys move the chart, + and − zoom.',
  });
  const aheadPanel = panel({
    title: 'The last 15 days and the days ahead',
    span: 7,
    tools: [legend({ colour: 'text', label: 'Close' }, { colour: 'forecast', label: 'Forecast, 80 and 95 % bands' })],
    content: [ahead.root],
    note: why,
  });
  const lossLegend = element('div');
  const lossPanel = panel({
    title: 'Loss by epoch',
    span: 5,
    tools: [lossLegend],
    content: [loss.root],
  });
  const scatterPanel = panel({
    title: 'True against predicted',
    span: 5,
    tools: [
      legend(
        { colour: 'train', label: 'Training rows', shape: 'dot' },
        { colour: 'test', label: 'Test rows', shape: 'dot' },
      ),
    ],
    content: [scatter.root],
    note: 'A perfect prediction lies on the dashed diagonal. Both axes are logarithmic.',
  });
  const metricsPanel = panel({ title: 'Regression evaluation', span: 7, flush: true, content: [metrics] });

  fitPanel.follow(board.forecast, (value) => {
    if (value.series.times.length === 0) return fitPanel.empty('The model has not been trained in this run.');
    fit.draw(() => fitOption(value), `${value.series.times.length} days from ${date(value.series.times[0]!)}.`);
  });
  aheadPanel.follow(board.forecast, (value) => {
    why.textContent = value.why;
    const days = value.ahead.times.map((time, i) => `${date(time)}: ${wholePrice(value.ahead.mean[i])}`);
    ahead.draw(() => aheadOption(value), days.join('; '));
  });
  lossPanel.follow(board.forecast, (value) => {
    const [first, last] = [value.loss[0], value.loss.at(-1)];
    if (!first || !last) return lossPanel.empty('This run did not train the model, so there is no loss to show.');
    lossLegend.replaceChildren(
      legend(
        { colour: 'train', label: 'Training' },
        ...(last.validation === null ? [] : [{ colour: 'test', label: 'Validation' } as const]),
      ),
    );
    loss.draw(
      () => lossOption(value.loss),
      `${value.loss.length} epochs, from ${figure(first.train)} to ${figure(last.train)}.`,
    );
  });
  scatterPanel.follow(board.evaluation, (value) => {
    const rows = value.scatter.reduce((sum, { actual }) => sum + actual.length, 0);
    if (rows === 0) return scatterPanel.empty('The model has not been trained in this run.');
    scatter.draw(() => scatterOption(value.scatter), `${rows} days.`);
  });
  metricsPanel.follow(board.evaluation, (value) => {
    metrics.replaceChildren(metricsTable(value.metrics));
  });
  return section(
    'model',
    'The model',
    'What the network predicted one day ahead, how it learned, and how far off it was.',
    element(
      'div',
      { class: 'grid' },
      fitPanel.root,
      aheadPanel.root,
      lossPanel.root,
      scatterPanel.root,
      metricsPanel.root,
    ),
  );
};
