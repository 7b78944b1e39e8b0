import type { EChartsCoreOption } from 'echarts/core';
import { inspectable } from '../inspect.ts';
import { onTheme } from '../theme/theme.ts';
import { element } from '../dom/element.ts';
import { echarts } from './echarts.ts';
import { spreadEndLabels } from './end-labels.ts';
import { keptZoom, zoomByKey } from './zoom.ts';
import type { Zoom } from './zoom.ts';

type Instance = ReturnType<typeof echarts.init>;

/** A chart of ECharts with a text for screen readers. */
export interface Chart {
  readonly root: HTMLElement;
  /** Draws the chart from the result of `option`, now and whenever the theme changes. It keeps the current zoom. */
  draw(option: () => EChartsCoreOption, summary: string): void;
}

/** Options of {@link chart}. */
export interface ChartOptions {
  /** The name under which `penstockCharts` has it. */
  readonly name: string;
  /** For screen readers, such as `Price by year`. */
  readonly label: string;
  readonly shape?: 'short' | 'square';
  /** Whether the option has a `dataZoom`, which keys then move: arrows, `+`, `-`, `Home` and `End`. */
  readonly isZoomable?: boolean;
  /** Whether lines have labels at their ends. Labels that would overlap are moved apart. */
  readonly hasEndLabels?: boolean;
}

/** Makes a {@link Chart} that fills its box. */
export const chart = ({ name, label, shape, isZoomable = false, hasEndLabels = false }: ChartOptions): Chart => {
  const box = element('div', {
    class: shape ? `chart ${shape}` : 'chart',
    attributes: isZoomable ? { role: 'application', tabindex: 0 } : { role: 'img' },
  });
  let instance: Instance | undefined;
  let latest: (() => EChartsCoreOption) | undefined;

  const paint = (): void => {
    if (!latest || box.clientWidth === 0) return;
    instance ??= echarts.init(box, undefined, { renderer: 'canvas' });
    const [zoom, option] = [zoomOf(instance), latest()];
    const zooms = option['dataZoom'] as ReadonlyArray<object> | undefined;
    instance.setOption(
      zoom && zooms ? { ...option, dataZoom: zooms.map((one) => ({ ...one, ...keptZoom(zoom) })) } : option,
      {
        notMerge: true,
      },
    );
    if (hasEndLabels) spreadEndLabels(instance);
  };
  // The box has no size until its panel shows it.
  new ResizeObserver(() => {
    if (!instance) return paint();
    instance.resize();
    if (hasEndLabels && latest) spreadEndLabels(instance);
  }).observe(box);
  onTheme(paint);
  box.addEventListener('keydown', (event) => {
    const zoom = instance && zoomOf(instance);
    const next = zoom && zoomByKey(event.key, zoom);
    if (!next || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    instance!.dispatchAction({ type: 'dataZoom', ...next });
  });
  inspectable(name, () => {
    const zoom = instance && zoomOf(instance);
    return {
      series: Object.fromEntries(
        ((instance?.getOption()['series'] ?? []) as Array<{ name: string; data: unknown[] }>).map((series) => [
          series.name,
          series.data,
        ]),
      ),
      visible: zoom && { from: zoom.startValue, to: zoom.endValue },
    };
  });
  return {
    root: box,
    draw(option, summary) {
      latest = option;
      box.setAttribute('aria-label', `${label}. ${summary}`);
      paint();
    },
  };
};

const zoomOf = (instance: Instance): Zoom | undefined => {
  const [zoom] = (instance.getOption()?.['dataZoom'] ?? []) as readonly Zoom[];
  return zoom;
};
