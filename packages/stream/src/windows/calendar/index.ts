/** The calendar, for packages that must start without loading RxJS. */
export { toWindows } from './to-windows.ts';
export { zoneOffset } from './zone-offset.ts';
export type { CalendarOptions } from './to-windows.ts';
export type { Interval } from './interval.ts';
export type { Origin } from './origin.ts';
export type { Windows } from './windows.ts';
