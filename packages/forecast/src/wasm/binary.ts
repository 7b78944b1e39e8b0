import type { WasmModule } from './web-assembly.ts';
import { webAssembly } from './web-assembly.ts';
import { RELAXED_SIMD, SIMD128 } from './built.ts';

/** The two builds of the kernel. */
export type Build = 'simd128' | 'relaxedSimd';

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

const compiled = new Map<Build, WasmModule>();

/**
 * The build for this JavaScript engine: the relaxed build if the engine supports it, unless the results must be equal
 * on all machines.
 */
export const chooseBuild = (reproducible: boolean): Build =>
  !reproducible && webAssembly.validate(bytesOf(RELAXED_SIMD)) ? 'relaxedSimd' : 'simd128';

/** The compiled module of a build. It is compiled only once. */
export const moduleOf = (build: Build): WasmModule => {
  const known = compiled.get(build);
  if (known !== undefined) return known;
  const module = new webAssembly.Module(bytesOf(build === 'simd128' ? SIMD128 : RELAXED_SIMD));
  compiled.set(build, module);
  return module;
};
