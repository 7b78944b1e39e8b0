import { element } from '../dom/element.ts';
import { onTheme, switchTheme, theme } from '../theme/theme.ts';

const svg = 'http://www.w3.org/2000/svg';
const icons = {
  // In the dark theme a sun, which switches to light; in the light theme a moon.
  dark: [
    'M12 4V2m0 20v-2M4 12H2m20 0h-2M6.3 6.3 4.9 4.9m14.2 14.2-1.4-1.4M6.3 17.7l-1.4 1.4M19.1 4.9l-1.4 1.4',
    'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z',
  ].join(''),
  light: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z',
} as const;

/** The button that changes between light and dark. */
export const themeSwitch = (): HTMLButtonElement => {
  const path = document.createElementNS(svg, 'path');
  for (const [name, value] of Object.entries({
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': '1.8',
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  }))
    path.setAttribute(name, value);
  const icon = document.createElementNS(svg, 'svg');
  icon.setAttribute('viewBox', '0 0 24 24');
  icon.setAttribute('aria-hidden', 'true');
  icon.append(path);
  const button = element('button', { class: 'theme-switch', attributes: { type: 'button' }, onClick: switchTheme });
  button.append(icon);
  const show = (): void => {
    const other = theme() === 'dark' ? 'light' : 'dark';
    path.setAttribute('d', icons[theme()]);
    button.setAttribute('aria-label', `Switch to the ${other} theme`);
    button.title = `Switch to the ${other} theme`;
  };
  onTheme(show);
  show();
  return button;
};
