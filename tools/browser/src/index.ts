export { bundlers } from './bundlers.ts';
export { serveScript } from './serve-script.ts';
export { startChromium } from './start-chromium.ts';
export type { Bundle, Bundler } from './bundlers.ts';
export type { ScriptServer } from './serve-script.ts';
export type { Browser, Page } from 'playwright-core';
