import type { echarts } from './echarts.ts';

type Instance = ReturnType<typeof echarts.init>;

interface Line {
  readonly name: string;
  readonly data: ReadonlyArray<readonly [number, number | null]>;
}

/** The least distance between the middles of two labels, in pixels. */
const gap = 13;

/** Moves the labels at the ends of lines apart, so that no label covers another. */
export const spreadEndLabels = (instance: Instance): void => {
  const lines = (instance.getOption()['series'] as readonly Line[]).flatMap(({ name, data }, seriesIndex) => {
    const [x, y] = data.at(-1) ?? [];
    if (x === undefined || typeof y !== 'number') return [];
    const [left, top] = instance.convertToPixel({ seriesIndex }, [x, y]) as [number, number];
    return [{ name, left, top }];
  });
  const right = Math.max(...lines.map(({ left }) => left));
  // Labels of lines that end earlier are further to the left and cannot cover these.
  const atEdge = lines.filter(({ left }) => right - left < 3 * gap).toSorted((a, b) => a.top - b.top);
  const tops = spread(
    atEdge.map(({ top }) => top),
    gap,
  );
  instance.setOption({
    series: atEdge.map(({ name, top }, i) => ({ type: 'line', name, endLabel: { offset: [0, tops[i]! - top] } })),
  });
};

/**
 * Moves places (ascending) as little as possible, so that they are at least `gap` apart. Method: isotonic regression by
 * pooling adjacent violators, of each place minus the gaps before it.
 */
export const spread = (tops: readonly number[], gap: number): readonly number[] => {
  const pools: Array<{ sum: number; count: number }> = [];
  for (const [i, top] of tops.entries()) {
    let last = { sum: top - i * gap, count: 1 };
    for (
      let before = pools.at(-1);
      before && before.sum / before.count > last.sum / last.count;
      before = pools.at(-1)
    ) {
      last = { sum: before.sum + last.sum, count: before.count + last.count };
      pools.pop();
    }
    pools.push(last);
  }
  return pools
    .flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count))
    .map((place, i) => place + i * gap);
};
