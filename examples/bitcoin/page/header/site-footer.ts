import type { Board } from '../board.ts';
import { element } from '../dom/element.ts';

const link = (href: string, text: string): HTMLElement =>
  element('a', { attributes: { href, rel: 'noreferrer' } }, text);

/** Where the prices are from, and who made the charts. */
export const siteFooter = ({ about }: Board): HTMLElement => {
  const source = element('p', {}, '');
  about.subscribe((now) => {
    if (now.kind === 'ready') source.textContent = `Prices: ${now.value.source}. Penstock ${now.value.version}.`;
  });
  return element(
    'footer',
    { class: 'site-footer' },
    source,
    element(
      'p',
      {},
      'Charts: ',
      link('https://www.tradingview.com/', 'TradingView Lightweight Charts™'),
      ', © 2026 TradingView, Inc., and ',
      link('https://echarts.apache.org/', 'Apache ECharts'),
      '. All times are UTC. Nothing here is advice on investments.',
    ),
  );
};
