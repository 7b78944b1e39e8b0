/** State stores that need Node: they use its file system, its serialisation and its digests. */
export { blobStateStore } from './blob-state-store.ts';
export { fileBlobs, fileStore } from './file-store.ts';
export type { Blobs } from './blob-state-store.ts';
