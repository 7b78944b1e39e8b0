/** A compiled module; workers share it, with all the optimising that was done for it so far. */
export type WasmModule = object;

/** Linear memory, here always of the kind that can be shared. */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
  grow(pages: number): number;
}

/**
 * `WebAssembly`, which the type libraries of Node and of browsers declare in ways that do not go together, with as
 * much of it as is used here.
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

/** Bytes of a page. */
export const PAGE = 65_536;
