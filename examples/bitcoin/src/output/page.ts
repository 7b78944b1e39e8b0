import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { Series } from '@penstock/stream';
import { gravest } from '../model/anomalies.ts';
import type { ForecastSummary } from './summary.ts';
import { figure } from './summary.ts';
import { headlineText, outsideText } from './headline-text.ts';
import type { Trained } from '../model/train.ts';

/** What the page shows. */
export interface PageContent {
  /** Where the prices are from, and how many. */
  readonly about: string;
  readonly summary: ForecastSummary;
  readonly closes: Series;
  readonly fit: Trained['fit'];
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: unknown): string => String(text).replace(/[&<>"']/g, (character) => entities[character]!);

const [width, height] = [960, 360];

const between = (lower: number | null | undefined, upper: number | null | undefined): string =>
  typeof lower === 'number' && typeof upper === 'number' ? `${lower.toFixed(2)} to ${upper.toFixed(2)}` : '-';

const tableRow = (heading: string, cells: readonly string[]): string =>
  `<tr><th>${escape(heading)}</th>${cells.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`;

/** The whole page: a chart of the price, the fit and the forecast, and the figures. */
export const pageOf = ({ about, summary, closes, fit }: PageContent): string => {
  const { headline, forecast, metrics, anomalies } = summary;
  const ahead = { times: forecast.map(({ date }) => Date.parse(date)), mean: forecast.map(({ mean }) => mean) };
  const bands = [
    forecast.map(({ lower95, upper95 }) => [lower95, upper95]),
    forecast.map(({ lower80, upper80 }) => [lower80, upper80]),
  ].filter((band): band is Array<[number, number]> => band.flat().every((bound) => bound !== null));
  const values = [...closes.values, ...fit.train.mean, ...fit.test.mean, ...ahead.mean, ...bands.flat(2)];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [start, end] = [closes.times[0]!, ahead.times.at(-1)!];
  const at = (time: number, price: number): string => {
    const x = ((time - start) / (end - start)) * width;
    const y = height - ((price - low) / (high - low || 1)) * height;
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  };
  const points = (times: ArrayLike<number>, prices: ArrayLike<number>): string[] =>
    Array.from(times, (time, index) => at(time, prices[index]!));
  const line = (times: ArrayLike<number>, prices: ArrayLike<number>, style: string): string =>
    `<polyline fill="none" ${style} points="${points(times, prices).join(' ')}"/>`;
  const band = (bounds: ReadonlyArray<[number, number]>): string =>
    `<polygon fill="#c42626" fill-opacity="0.2" points="${[
      ...points(
        ahead.times,
        bounds.map(([lower]) => lower),
      ),
      ...points(
        ahead.times,
        bounds.map(([, upper]) => upper),
      ).toReversed(),
    ].join(' ')}"/>`;
  const marks = anomalies.flatMap(({ date, actual, severity }) => {
    const time = Date.parse(date);
    if (time < start) return [];
    const [x, y] = at(time, actual).split(',');
    return [
      `<circle cx="${x}" cy="${y}" r="5" fill="#e08a00"><title>${escape(date)}, severity ` +
        `${escape(severity.toFixed(0))}</title></circle>`,
    ];
  });
  const odd = gravest(anomalies, 10).map(({ date, severity, description, actual, typical, kind }) =>
    tableRow(date, [severity.toFixed(0), description, actual.toFixed(2), typical.toFixed(2), kind]),
  );
  const rows = (Object.keys(metrics.test) as Array<keyof typeof metrics.test>).map((name) =>
    tableRow(
      name,
      [metrics.train, metrics.test, metrics.naive].map((set) => figure(set[name])),
    ),
  );
  const said = [headlineText(headline), ...outsideText(forecast)].join(' ');
  const bandNote = bands.length > 0 ? ' with its bands of 80 and 95 %' : '';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Bitcoin: seven days ahead</title>
<style>
body{font:16px system-ui;margin:2rem auto;max-width:60rem}
svg{width:100%;border:1px solid #ccc}
td,th{padding:.2rem 1rem;text-align:right}
</style></head>
<body><h1>Bitcoin: seven days ahead</h1>
<p>${escape(about)}</p>
<p>Close in USD, ${escape(low.toFixed(2))} to ${escape(high.toFixed(2))}: the price black, the LSTM's fit on training
rows green, on test rows blue, the forecast red${bandNote}, days that stood out orange.</p>
<svg viewBox="-5 -5 ${width + 10} ${height + 10}" role="img" aria-label="Price, fit and forecast">
${bands.map(band).join('\n')}
${line(closes.times, closes.values, 'stroke="#222" stroke-width="1.5"')}
${line(fit.train.times, fit.train.mean, 'stroke="#2a8a3e"')}
${line(fit.test.times, fit.test.mean, 'stroke="#2660c4"')}
${line(ahead.times, ahead.mean, 'stroke="#c42626" stroke-width="3"')}
${marks.join('\n')}
</svg>
<h2>Forecast</h2><p>${escape(said)}</p>
<table><tr><th></th><th>close</th><th>80 %</th><th>95 %</th></tr>${forecast
    .map(
      ({ date, mean, lower80, upper80, lower95, upper95 }) =>
        `<tr><th>${escape(date)}</th><td>${escape(mean.toFixed(2))}</td>${[
          [lower80, upper80],
          [lower95, upper95],
        ]
          .map(([lower, upper]) => `<td>${escape(between(lower, upper))}</td>`)
          .join('')}</tr>`,
    )
    .join('')}</table>
<h2>Days that stood out</h2><p>${escape(anomalies.length)} of all days in the store; the gravest:</p>
<table><tr><th></th><th>severity</th><th>description</th><th>actual</th><th>typical</th><th>kind</th></tr>
${odd.join('')}</table>
<h2>Metrics of the LSTM</h2>
<table><tr><th></th><th>train</th><th>test</th><th>naive, test</th></tr>${rows.join('')}</table>
</body></html>
`;
};

/** Serves `html` on this machine only, until the signal aborts; `onListening` is told the address. */
export const serve = (
  html: string,
  port: number,
  signal: AbortSignal,
  onListening: (address: string) => void,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const server: Server = createServer((request, response) => {
      if (request.url !== '/') {
        response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n');
        return;
      }
      response
        .writeHead(200, {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
        })
        .end(html);
    });
    const stop = (): void => {
      server.close(() => resolve());
      server.closeAllConnections();
    };
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      onListening(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}/`);
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });
  });
