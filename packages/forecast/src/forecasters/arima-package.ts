import { forecastError } from '../errors.ts';

/** A model of the package `arima`; the part that is used. */
export interface ArimaPackageModel {
  train(rows: number[]): ArimaPackageModel;
  predict(steps: number): [mean: number[], variances: number[]];
  destroy(): void;
}

/** The default export of the package `arima`; the part that is used. */
export type ArimaClass = new (options: Readonly<Record<string, number | boolean>>) => ArimaPackageModel;

/** Not a literal in `import()`: a bundler would demand the package of everybody who never fits an ARIMA. */
const packageName: string = 'arima';

let loaded: ArimaClass | undefined;

/** The class, once {@link ready} has loaded it. */
export const arimaClass = (): ArimaClass | undefined => loaded;

/** Keeps the class that is handed over, or imports it, once. */
export const ready = async (library?: ArimaClass): Promise<void> => {
  if (library !== undefined) loaded = library;
  if (loaded !== undefined) return;
  try {
    const peer = (await import(/* webpackIgnore: true */ /* @vite-ignore */ packageName)) as { default: ArimaClass };
    loaded = peer.default;
  } catch (cause) {
    throw forecastError(
      'PENSTOCK_PEER_MISSING',
      'arima needs the package "arima", which cannot be imported. Install it with npm install arima; in a browser ' +
        'hand its default export to arima.ready().',
      cause,
    );
  }
};
