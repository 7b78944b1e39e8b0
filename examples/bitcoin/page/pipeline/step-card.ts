import type { Pipeline } from '../../src/board/api.ts';
import { element } from '../dom/element.ts';
import { count, shortCount } from '../format/number.ts';
import { sparkline } from './sparkline.ts';

type Step = Pipeline['steps'][number];

const mostRates = 60;

/** A step of the pipeline, with its rate of the last minute. */
export interface StepCard {
  readonly root: HTMLElement;
  draw(step: Step): void;
  /** Records a second, oldest first, as the line shows them. */
  readonly rates: readonly number[];
}

/** Makes a {@link StepCard}. */
export const stepCard = (name: string): StepCard => {
  const rates: number[] = [];
  const graph = sparkline(mostRates);
  const state = element('span', { class: 'step-state' });
  const rate = element('span');
  const records = element('small');
  const figures = element('dl');
  const error = element('p', { class: 'step-error', attributes: { hidden: true } });
  const root = element(
    'li',
    { class: 'step' },
    element('div', { class: 'step-head' }, element('h3', {}, name), state),
    element('div', { class: 'step-rate' }, element('strong', {}, rate, records), graph.root),
    figures,
    error,
  );
  return {
    root,
    rates,
    draw(step) {
      root.dataset['state'] = step.state;
      state.textContent = step.state;
      rates.push(step.recordsPerSecond);
      if (rates.length > mostRates) rates.shift();
      graph.draw(rates);
      const isMoving = step.state === 'running' && step.recordsPerSecond > 0;
      const done = step.total === null ? count(step.records) : `${count(step.records)} of ${count(step.total)}`;
      rate.textContent = isMoving ? `${shortCount(step.recordsPerSecond)}/s` : count(step.records);
      records.textContent = isMoving || step.state !== 'done' ? `${done} ${step.unit}` : step.unit;
      figures.replaceChildren(
        ...(
          [
            ['In flight', step.inFlight],
            ['Batches', step.batches],
            ['Retries', step.retries],
            ['Rejected', step.rejections],
          ] as const
        ).map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, count(value)))),
      );
      error.textContent = step.error ?? '';
      error.hidden = step.error === null;
    },
  };
};
