/** The folder that `build.mjs` fills. */
export declare const folder: string;

/** The path of `@tensorflow/tfjs-node` to require, or the reason why there is none. */
export declare function findTfjsNode():
  | { readonly path: string; readonly missing?: undefined }
  | { readonly path?: undefined; readonly missing: string };
