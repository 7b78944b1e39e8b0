import type { Board } from '../board.ts';
import { element } from '../dom/element.ts';
import { count } from '../format/number.ts';
import { themeSwitch } from './theme-switch.ts';

const links = [
  ['price', 'Price'],
  ['years', 'Years'],
  ['anomalies', 'Anomalies'],
  ['model', 'Model'],
  ['forecasters', 'Forecasters'],
  ['pipeline', 'Pipeline'],
] as const;

const states = { running: 'Running', idle: 'Stored data', ended: 'All done', failed: 'Failed' } as const;

/** The bar at the top: the name, links to the sections, the state of the pipeline, and the theme switch. */
export const siteHeader = ({ about, pipeline }: Board): HTMLElement => {
  const title = element('h1', {}, 'Bitcoin');
  const under = element('small', {}, 'Penstock');
  const state = element('a', { class: 'live-state', attributes: { href: '#pipeline' } }, 'Connecting');
  const anchors = links.map(([id, text]) => element('a', { attributes: { href: `#${id}` } }, text));
  about.subscribe((now) => {
    if (now.kind !== 'ready') return;
    const { title: name, symbol, live } = now.value;
    title.textContent = name;
    under.textContent = live ? `${symbol} · live${live.simulated ? ', simulated' : ` from ${live.exchange}`}` : symbol;
    document.title = `${name} · Penstock`;
  });
  pipeline.subscribe((now) => {
    if (now.kind === 'failed') {
      state.textContent = 'No connection';
      state.dataset['state'] = 'failed';
    }
    if (now.kind !== 'ready') return;
    const rate = now.value.steps.reduce((sum, step) => sum + step.recordsPerSecond, 0);
    state.dataset['state'] = now.value.state;
    state.textContent =
      now.value.state === 'running' && rate >= 1 ? `${count(rate)} records/s` : states[now.value.state];
  });
  markVisible(anchors);
  return element(
    'header',
    { class: 'site-header' },
    element(
      'div',
      { class: 'site-header-row' },
      element(
        'div',
        { class: 'brand' },
        element('img', { attributes: { src: './icon.svg', alt: '', width: 26, height: 26 } }),
        element('div', {}, title, under),
      ),
      element(
        'nav',
        { class: 'site-nav', attributes: { 'aria-label': 'Parts of the page' } },
        element('ul', {}, ...anchors.map((anchor) => element('li', {}, anchor))),
      ),
      element('div', { class: 'header-end' }, state, themeSwitch()),
    ),
  );
};

/** Marks the link to the part of the page that is at the top of the window. */
const markVisible = (anchors: readonly HTMLAnchorElement[]): void => {
  const visible = new Set<string>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) visible.add(target.id);
        else visible.delete(target.id);
      }
      const first = anchors.find(({ hash }) => visible.has(hash.slice(1)));
      for (const anchor of anchors) {
        if (anchor === first) anchor.setAttribute('aria-current', 'true');
        else anchor.removeAttribute('aria-current');
      }
    },
    { rootMargin: '-130px 0px -60% 0px' },
  );
  requestAnimationFrame(() => {
    for (const { hash } of anchors) {
      const target = document.getElementById(hash.slice(1));
      if (target) observer.observe(target);
    }
  });
};
