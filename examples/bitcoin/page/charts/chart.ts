import type { EChartsCoreOption } from 'echarts/core';
import { inspectable } from '../inspect.ts';
import { onTheme } from '../theme/theme.ts';
import { element } from '../dom/element.ts';
import { echarts } from './echarts.ts';

type Instance = ReturnType<typeof echarts.init>;

/** A chart of ECharts with a text for screen readers. */
export interface Chart {
  readonly root: HTMLElement;
  /** Draws by the option that `option` makes, now and whenever the theme changes. */
  draw(option: () => EChartsCoreOption, summary: string): void;
}

/** What {@link chart} is made of. */
export interface ChartOptions {
  /** The name under which `penstockCharts` has it. */
  readonly name: string;
  /** For screen readers, such as `Price by year`. */
  readonly label: string;
  readonly shape?: 'short' | 'square';
}

/** Makes a {@link Chart} that fills its box. */
export const chart = ({ name, label, shape }: ChartOptions): Chart => {
  const box = element('div', { class: shape ? `chart ${shape}` : 'chart', attributes: { role: 'img' } });
  let instance: Instance | undefined;
  let latest: (() => EChartsCoreOption) | undefined;

  const paint = (): void => {
    if (!latest || box.clientWidth === 0) return;
    instance ??= echarts.init(box, undefined, { renderer: 'canvas' });
    instance.setOption(latest(), { notMerge: true });
  };
  // The box has no size until its panel shows it.
  new ResizeObserver(() => (instance ? instance.resize() : paint())).observe(box);
  onTheme(paint);
  inspectable(name, () => ({
    series: Object.fromEntries(
      ((instance?.getOption()['series'] ?? []) as Array<{ name: string; data: unknown[] }>).map((series) => [
        series.name,
        series.data,
      ]),
    ),
    visible: visibleOf(instance),
  }));
  return {
    root: box,
    draw(option, summary) {
      latest = option;
      box.setAttribute('aria-label', `${label}. ${summary}`);
      paint();
    },
  };
};

const visibleOf = (instance: Instance | undefined): { from: number; to: number } | undefined => {
  const [zoom] = (instance?.getOption()['dataZoom'] ?? []) as Array<{ startValue: number; endValue: number }>;
  return zoom && { from: zoom.startValue, to: zoom.endValue };
};
