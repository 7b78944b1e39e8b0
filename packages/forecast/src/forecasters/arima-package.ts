import { forecastError } from '../errors.ts';

/** The part of a model of the package `arima` that Penstock uses. */
export interface ArimaPackageModel {
  train(rows: number[]): ArimaPackageModel;
  predict(steps: number): [mean: number[], variances: number[]];
  destroy(): void;
}

/** The part of the default export of the package `arima` that Penstock uses. */
export type ArimaClass = new (options: Readonly<Record<string, number | boolean>>) => ArimaPackageModel;

/**
 * Not a literal in `import()`: bundlers would then require the package even in programs that never fit an ARIMA model.
 */
const packageName: string = 'arima';

let loaded: ArimaClass | undefined;

/** The class, after {@link ready} has loaded it. */
export const arimaClass = (): ArimaClass | undefined => loaded;

/** Keeps the class that is passed in, or imports it. It is imported only once. */
export const ready = async (library?: ArimaClass): Promise<void> => {
  if (library !== undefined) loaded = library;
  if (loaded !== undefined) return;
  try {
    const peer = (await import(/* webpackIgnore: true */ /* @vite-ignore */ packageName)) as { default: ArimaClass };
    loaded = peer.default;
  } catch (cause) {
    throw forecastError(
      'PENSTOCK_PEER_MISSING',
      'arima needs the package "arima", which cannot be imported. Install it with npm install arima. ' +
        'In a browser, pass its default export to arima.ready().',
      cause,
    );
  }
};
