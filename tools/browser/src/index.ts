export { serveScript } from './serve-script.ts';
export { startChromium } from './start-chromium.ts';
export type { ScriptServer } from './serve-script.ts';
export type { Browser, Page } from 'playwright-core';
