/** The folder in which `build.mjs` puts the package. */
export declare const folder: string;

/** Returns the path to require `@tensorflow/tfjs-node` from, or the reason why there is none. */
export declare function findTfjsNode():
  | { readonly path: string; readonly missing?: undefined }
  | { readonly path?: undefined; readonly missing: string };
