export { checkRules } from './check-rules.ts';
export { drawVega } from './draw-vega.ts';
