import type { PriceChart } from './price-chart.ts';

/** What the keys do, for the text below the chart. */
export const keyHelp = [
  'Arrow keys move the chart, + and − zoom, Home shows all, End the newest bars.',
  'Shift with an arrow key steps from bar to bar.',
].join(' ');

/** Actions of keys that the chart cannot do alone. */
export interface KeyActions {
  readonly all: () => void;
  readonly newest: () => void;
  /** Moves the crosshair by a bar. */
  readonly step: (by: 1 | -1) => void;
}

/** Lets the keyboard move and zoom a chart while `box` has the focus. */
export const listenToKeys = (box: HTMLElement, chart: PriceChart, { all, newest, step }: KeyActions): void => {
  const actions: Readonly<Record<string, (shift: boolean) => void>> = {
    ArrowLeft: (shift) => (shift ? step(-1) : chart.pan(-0.15)),
    ArrowRight: (shift) => (shift ? step(1) : chart.pan(0.15)),
    '+': () => chart.zoom(0.7),
    '=': () => chart.zoom(0.7),
    '-': () => chart.zoom(1 / 0.7),
    Home: all,
    End: newest,
  };
  box.addEventListener('keydown', (event) => {
    const action = actions[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action(event.shiftKey);
  });
};
