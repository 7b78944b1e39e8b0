import { join } from 'node:path';
import { defineConfig } from 'vitepress';
import { referenceSidebar } from './reference-sidebar.mjs';

const page = (text, link) => ({ text, link });

export default defineConfig({
  title: 'Penstock',
  description:
    'Market-data pipelines in TypeScript, from an API through Kafka into Elasticsearch, and on to a forecast',
  // The index of the search holds the whole reference.
  vite: { build: { chunkSizeWarningLimit: 5_000 } },
  themeConfig: {
    nav: [
      page('Tutorial', '/tutorial/'),
      page('How-tos', '/how-to/'),
      page('Guide', '/guide/'),
      page('Reference', '/reference/'),
    ],
    sidebar: {
      '/reference/': [
        page('Back to the guide', '/guide/'),
        ...referenceSidebar(join(import.meta.dirname, '../reference')),
      ],
      '/': [
        {
          text: 'Start',
          items: [
            page('Install', '/guide/install'),
            page('Tutorial: candles and a forecast', '/tutorial/'),
            page('Part two: Kafka, Elasticsearch', '/tutorial/kafka'),
            page('Part three: three processes', '/tutorial/processes'),
          ],
        },
        {
          text: 'How-tos',
          collapsed: true,
          items: [
            page('All how-tos', '/how-to/'),
            page('CSV to Kafka', '/how-to/csv-to-kafka'),
            page('Live trades and backfill', '/how-to/backfill-and-live'),
            page('A source of your own', '/how-to/own-source'),
            page('Check records with a schema', '/how-to/validate-records'),
            page('Remove duplicates', '/how-to/remove-duplicates'),
            page('Ticks to candles', '/how-to/ticks-to-candles'),
            page('Join trades with quotes', '/how-to/join-prices-with-quotes'),
            page('Read a topic again', '/how-to/read-again'),
            page('Kafka to Elasticsearch', '/how-to/kafka-to-elasticsearch'),
            page('Rejected records in a file', '/how-to/dead-letters-in-a-file'),
            page('A sink for DuckDB', '/how-to/sink-duckdb'),
            page('A sink for Postgres', '/how-to/sink-postgres'),
            page('A sink for Parquet', '/how-to/sink-parquet'),
            page('Backtest five forecasters', '/how-to/backtest-forecasters'),
            page('An LSTM for many symbols', '/how-to/lstm-for-many-symbols'),
            page('Forecasts in a stream', '/how-to/forecasts-on-a-stream'),
            page('Anomalies on a stream', '/how-to/anomalies-on-a-stream'),
            page('Test a pipeline', '/how-to/test-a-pipeline'),
            page('Stop without losing work', '/how-to/stop-cleanly'),
            page('Docker and Kubernetes', '/how-to/docker-and-kubernetes'),
            page('Scale out', '/how-to/scale-out'),
            page('Monitor', '/how-to/monitor'),
            page('Secrets and privileges', '/how-to/secrets-and-privileges'),
            page('Upgrade', '/how-to/upgrade'),
          ],
        },
        {
          text: 'Concepts',
          items: [
            page('A first pipeline', '/guide/'),
            page('How it works', '/guide/architecture'),
            page('Delivery', '/guide/delivery'),
            page('State', '/guide/state'),
            page('Event time', '/guide/event-time'),
            page('Idempotent sinks', '/guide/idempotent-sinks'),
          ],
        },
        {
          text: 'Guides',
          items: [
            page('Windows and candles', '/guide/windows'),
            page('Sources', '/guide/sources'),
            page('Files', '/guide/files'),
            page('Yahoo and Messari', '/guide/market-apis'),
            page('Exchanges', '/guide/exchanges'),
            page('Kafka', '/guide/kafka'),
            page('Elasticsearch', '/guide/elasticsearch'),
            page('Reading from Elasticsearch', '/guide/elasticsearch-reading'),
            page('Kibana dashboards', '/guide/kibana'),
            page("Elasticsearch's machine learning", '/guide/machine-learning'),
            page('Forecasts', '/guide/forecast'),
            page('Forecasters and transforms', '/guide/forecasters'),
            page('LSTM', '/guide/lstm'),
            page('Engines of the LSTM', '/guide/lstm-engines'),
            page('Forecasts in a flow', '/guide/forecast-flow'),
            page('Forecast intervals', '/guide/intervals'),
            page('Judging forecasters', '/guide/judging'),
            page('Anomalies', '/guide/anomalies'),
            page('Anomalies in a flow', '/guide/anomalies-flow'),
            page('Sources and sinks of your own', '/guide/own-parts'),
          ],
        },
        {
          text: 'Running it',
          items: [
            page('Troubleshooting by error code', '/guide/troubleshooting'),
            page('Limits', '/guide/limits'),
            page('Security', '/guide/security'),
            page('Performance', '/guide/performance'),
            page('Capacity planning', '/guide/capacity'),
          ],
        },
        {
          text: 'Reference',
          items: [
            page('Functions and types', '/reference/'),
            page('Names of options', '/guide/names'),
            page('Durations', '/guide/durations'),
            page('Supported versions', '/guide/versions'),
            page('TypeScript, bundlers and Jest', '/guide/environments'),
            page('kafkajs internals', '/guide/kafkajs-internals'),
            page('Layout of the code', '/guide/layout'),
          ],
        },
        { text: 'Coming from', items: [page('Spark, kafkajs, RxJS, Darts and others', '/guide/coming-from')] },
      ],
    },
    search: {
      provider: 'local',
      options: {
        // VitePress sends these functions to the browser as text, so they use nothing from outside.
        miniSearch: {
          options: {
            // "anomaly" finds "anomalies", and "retries" finds "retry".
            processTerm: (term) => term.toLowerCase().replace(/ies$/, 'y'),
          },
          searchOptions: {
            // The reference has ten times as many pages as the guide, and would fill the first page of results.
            // The layout of the code and the internals of kafkajs are for contributors.
            boostDocument: (id) =>
              id.includes('/reference/') ? 0.05 : /\/guide\/(layout|kafkajs-internals)\./.test(id) ? 0.3 : 1,
          },
        },
      },
    },
  },
});
