/**
 * A plugin of TypeDoc that groups the reference by what a reader looks for, not by kinds such as functions and
 * interfaces.
 *
 * The file of a declaration decides its group, so no export needs a tag of its own. A file without a group is a
 * warning, and warnings fail the build.
 */
import { Application, Comment, CommentTag, ReflectionKind } from 'typedoc';

/**
 * The groups of each package in the order of the reference, with their files and folders below `src`. The longest path
 * that fits a file decides.
 */
export const groups = {
  '@penstock/stream': {
    'Run a flow': ['run.ts', 'source', 'engine'],
    'Deliveries and offsets': ['delivery'],
    Operators: ['operators'],
    'Windows and candles': ['windows', 'candle.ts', 'quote.ts'],
    'Aggregates of windows': ['windows/aggregates'],
    'Time zones and calendars': ['windows/calendar'],
    Indicators: ['indicators', 'operators/indicator.ts'],
    Sinks: ['sink', 'retry', 'delivery/rejection.ts', 'operators/batch.ts', 'to-json.ts'],
    State: ['state', 'node', 'operators/scan-by-key.ts'],
    Series: ['series.ts'],
    'Measure a flow': ['statistics'],
    Options: ['duration.ts'],
    Tests: ['testing'],
    Errors: ['errors.ts', 'error'],
  },
  '@penstock/sources': {
    'CSV files': ['csv', 'file'],
    'NDJSON files': ['ndjson'],
    'Yahoo and Messari': ['yahoo', 'messari'],
    'Other HTTP APIs': ['poll'],
    'Simulated markets': ['simulate'],
    Kafka: ['kafka'],
    Exchanges: ['exchange', 'feed'],
    'A topic without a broker': ['memory'],
    Records: ['candle', 'record'],
    Errors: ['errors.ts', 'failure'],
  },
  '@penstock/sink-es': {
    'Write documents': ['bulk'],
    'Indices, templates and data streams': ['indices', 'reindex-into.ts'],
    'Read documents': ['reading'],
    'Dashboards for Kibana': ['kibana'],
    "Elasticsearch's machine learning": ['machine-learning'],
    'The client': ['connection'],
    Errors: ['errors.ts'],
  },
  '@penstock/forecast': {
    Series: ['series'],
    Forecasters: ['forecaster.ts', 'named-forecasters.ts', 'forecasters', 'model', 'smoothing', 'regression'],
    'The LSTM': ['lstm', 'layers-model-format'],
    'Choose and combine forecasters': ['auto', 'ensemble'],
    Backtests: ['judging'],
    Metrics: ['judging/metrics', 'judging/regression'],
    Anomalies: ['anomaly'],
    'Transforms and features': ['transforms', 'series/calendar-features.ts', 'series/scaler.ts', 'series/columns.ts'],
    'Seasons and steps': ['seasons', 'calendar'],
    'Forecasts and anomalies in a flow': ['flow'],
    'Engines of the LSTM': ['engine', 'reference', 'wasm', 'tfjs'],
    Errors: ['errors.ts'],
  },
};

/** The group of each path, by package. */
const groupsByPath = new Map(
  Object.entries(groups).map(([name, ofPackage]) => [
    name,
    new Map(Object.entries(ofPackage).flatMap(([group, paths]) => paths.map((path) => [path, group]))),
  ]),
);

/** All groups, each once, in the order of the reference. */
export const groupOrder = [
  ...new Set(
    Object.values(groups)
      .flatMap((ofPackage) => Object.keys(ofPackage))
      .filter((group) => group !== 'Errors'),
  ),
  'Errors',
];

/** The group of a file such as `src/windows/ohlc.ts`, or undefined. */
export function groupOf(packageName, file) {
  const parts = file.replace(/^src\//, '').split('/');
  for (let length = parts.length; length > 0; length--) {
    const group = groupsByPath.get(packageName)?.get(parts.slice(0, length).join('/'));
    if (group !== undefined) return group;
  }
  return undefined;
}

/** TypeDoc calls this when it loads the plugin. The packages have been merged when the event comes. */
export function load(app) {
  app.on(Application.EVENT_PROJECT_REVIVE, (project) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.SomeModule)) {
      for (const child of module.children ?? []) {
        const file = project.getSymbolIdFromReflection(child);
        if (file === undefined || child.kindOf(ReflectionKind.SomeModule)) continue;
        const group = groupOf(file.packageName, file.packagePath);
        if (group !== undefined) addCategory(child, group);
        else
          app.logger.warn(
            `${file.packageName} has no group for ${file.packagePath}. Add one to scripts/reference-groups.mjs.`,
          );
      }
    }
  });
}

function addCategory(declaration, group) {
  // TypeDoc keeps the comment of a function with its signatures.
  for (const commented of declaration.signatures ?? [declaration]) {
    commented.comment ??= new Comment();
    commented.comment.blockTags.push(new CommentTag('@category', [{ kind: 'text', text: group }]));
  }
}
