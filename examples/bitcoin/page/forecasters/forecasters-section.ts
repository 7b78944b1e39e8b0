import type { Board } from '../board.ts';
import { element } from '../dom/element.ts';
import { panel } from '../dom/panel.ts';
import { section } from '../dom/section.ts';
import { forecasterTable } from './forecaster-table.ts';

/** The section of the backtest: every forecaster beside the naive one. */
export const forecastersSection = (board: Board): HTMLElement => {
  const table = element('div');
  const verdict = element('p');
  const made = panel({ title: 'Backtest', flush: true, content: [table], note: verdict });
  made.follow(board.forecasters, (value) => {
    if (value.rows.length === 0) return made.empty('No backtest was made in this run.');
    table.replaceChildren(forecasterTable(value));
    verdict.textContent = value.verdict;
  });
  return section(
    'forecasters',
    'Forecasters against naive',
    'The naive forecast says that tomorrow is like today. A ratio below 1 means smaller errors than naive.',
    made.root,
  );
};
