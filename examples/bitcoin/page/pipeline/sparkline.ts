const svg = 'http://www.w3.org/2000/svg';
const [width, height] = [110, 34];

/** A small line chart without axes; its lower edge is 0. */
export interface Sparkline {
  readonly root: SVGSVGElement;
  draw(values: readonly number[]): void;
}

/** Makes a {@link Sparkline} of at most `most` values. */
export const sparkline = (most: number): Sparkline => {
  const root = document.createElementNS(svg, 'svg');
  root.setAttribute('class', 'sparkline');
  root.setAttribute('viewBox', `0 0 ${width} ${height}`);
  root.setAttribute('preserveAspectRatio', 'none');
  root.setAttribute('aria-hidden', 'true');
  const [area, stroke] = [document.createElementNS(svg, 'path'), document.createElementNS(svg, 'path')];
  area.setAttribute('class', 'area');
  root.append(area, stroke);
  return {
    root,
    draw(values) {
      const top = Math.max(...values, 1);
      const step = width / (most - 1);
      const start = width - (values.length - 1) * step;
      const points = values.map(
        (value, i) => `${(start + i * step).toFixed(1)},${(height - 1 - (value / top) * (height - 2)).toFixed(1)}`,
      );
      const path = points.length > 0 ? `M${points.join('L')}` : '';
      stroke.setAttribute('d', path);
      area.setAttribute('d', path && `${path}L${width},${height}L${start.toFixed(1)},${height}Z`);
    },
  };
};
