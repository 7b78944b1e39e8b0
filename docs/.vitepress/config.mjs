import { defineConfig } from 'vitepress';

export default defineConfig({
  title: 'Penstock',
  description: 'Acknowledged, bounded market-data pipelines over RxJS',
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/guide/' },
      { text: 'Reference', link: '/reference/README' },
    ],
    sidebar: [
      { text: 'First pipeline', link: '/guide/' },
      { text: 'How it works', link: '/guide/architecture' },
      { text: 'Delivery', link: '/guide/delivery' },
      { text: 'State', link: '/guide/state' },
      { text: 'Event time', link: '/guide/event-time' },
      { text: 'Sources', link: '/guide/sources' },
      { text: 'Exchanges', link: '/guide/exchanges' },
      { text: 'Elasticsearch', link: '/guide/elasticsearch' },
      { text: 'Forecasts', link: '/guide/forecast' },
      { text: 'Forecasters and transforms', link: '/guide/forecasters' },
      { text: 'Forecast intervals', link: '/guide/intervals' },
      { text: 'Judging forecasters', link: '/guide/judging' },
      { text: 'Anomalies', link: '/guide/anomalies' },
      { text: "Elasticsearch's machine learning", link: '/guide/machine-learning' },
      { text: 'Kafka', link: '/guide/kafka' },
      { text: 'Names of options', link: '/guide/names' },
      { text: 'TypeScript, bundlers and Jest', link: '/guide/environments' },
      { text: 'kafkajs internals', link: '/guide/kafkajs-internals' },
      { text: 'Layout of the code', link: '/guide/layout' },
      { text: 'Reference', link: '/reference/README' },
    ],
    search: { provider: 'local' },
  },
});
