/** A compiled module. Workers share it, together with the machine code optimised so far. */
export type WasmModule = object;

/** Linear memory. Here it is always shared memory. */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
  grow(pages: number): number;
}

/**
 * `WebAssembly`, with types for the parts that are used here. The type libraries of Node and of browsers declare it
 * differently.
 */
export const webAssembly = (
  globalThis as unknown as {
    WebAssembly: {
      validate(bytes: Uint8Array): boolean;
      Module: new (bytes: Uint8Array) => WasmModule;
      Memory: new (limits: { initial: number; maximum: number; shared: true }) => WasmMemory;
      Instance: new (module: WasmModule, imports: { env: { memory: WasmMemory } }) => { readonly exports: unknown };
    };
  }
).WebAssembly;

/** Bytes in a page of memory. */
export const pageBytes = 65_536;
