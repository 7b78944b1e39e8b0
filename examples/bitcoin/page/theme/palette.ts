import { theme } from './theme.ts';

/** The colours that charts draw with; `style/tokens.css` sets them. */
export type ColourName =
  | 'surface'
  | 'raised'
  | 'line'
  | 'line-strong'
  | 'text'
  | 'text-soft'
  | 'accent'
  | 'up'
  | 'down'
  | 'train'
  | 'test'
  | 'forecast'
  | 'severity-warning'
  | 'severity-minor'
  | 'severity-major'
  | 'severity-critical'
  | 'year-old'
  | 'year-new';

let probe: HTMLElement | undefined;
/** Colours that were resolved before: resolving one makes the browser compute the styles of the page. */
const resolved = new Map<string, readonly number[]>();

/** A colour of the theme that is shown now, as `rgb(…)`, with an opacity of 0 to 1 (default 1). */
export const colour = (name: ColourName, opacity = 1): string => {
  const rgb = rgbOf(name);
  return opacity === 1 ? `rgb(${rgb.join(', ')})` : `rgba(${rgb.join(', ')}, ${opacity})`;
};

/** The colour at `share` (0 to 1) of the way from one to the other. */
export const between = (from: ColourName, to: ColourName, share: number): string => {
  const [start, end] = [rgbOf(from), rgbOf(to)];
  return `rgb(${start.map((part, i) => Math.round(part + (end[i]! - part) * share)).join(', ')})`;
};

/** The browser resolves `light-dark(…)` only where an element uses the colour. */
const rgbOf = (name: ColourName): readonly number[] => {
  const key = `${theme()} ${name}`;
  const known = resolved.get(key);
  if (known) return known;
  probe ??= document.body.appendChild(Object.assign(document.createElement('i'), { hidden: true }));
  probe.style.color = `var(--${name})`;
  const rgb = getComputedStyle(probe)
    .color.match(/[\d.]+/g)!
    .slice(0, 3)
    .map(Number);
  resolved.set(key, rgb);
  return rgb;
};
