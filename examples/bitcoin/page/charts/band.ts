import { colour } from '../theme/palette.ts';
import type { ColourName } from '../theme/palette.ts';

interface Api {
  coord(point: readonly [number, number]): [number, number];
}

/** An area between two bounds over time. */
export const band = (
  name: string,
  times: readonly number[],
  lower: ReadonlyArray<number | null>,
  upper: ReadonlyArray<number | null>,
  fill: ColourName,
  opacity: number,
) => {
  const data = times.flatMap((time, i) => {
    const [low, high] = [lower[i], upper[i]];
    return typeof low === 'number' && typeof high === 'number' ? [[time, low, high] as const] : [];
  });
  return {
    type: 'custom',
    name,
    data,
    encode: { x: 0, y: [1, 2] },
    silent: true,
    clip: true,
    // The first item draws the whole area: one for each step would leave seams between them.
    renderItem: ({ dataIndex }: { dataIndex: number }, api: Api) =>
      dataIndex > 0
        ? undefined
        : {
            type: 'polygon',
            shape: {
              points: [
                ...data.map(([time, , upper]) => api.coord([time, upper])),
                ...data.toReversed().map(([time, lower]) => api.coord([time, lower])),
              ],
            },
            style: { fill: colour(fill, opacity) },
          },
  };
};
