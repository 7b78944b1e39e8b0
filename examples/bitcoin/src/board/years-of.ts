import { yearByYear } from '../analysis/years.ts';
import type { Document } from '../prices/document.ts';
import type { Years } from './api.ts';

/** The answer of `/api/years`. */
export const yearsOf = (documents: readonly Document[]): Years => {
  if (documents.length === 0) return { years: [] };
  const rows = documents.map(({ '@timestamp': time, Open, High, Low, Close, Volume }) => ({
    time,
    open: Open,
    high: High,
    low: Low,
    close: Close,
    volume: Volume,
  }));
  return {
    years: yearByYear(rows).map(({ period, months }) => ({
      year: period === 'overall' ? 'all' : Number(period),
      months: months.map(({ month, meanOpen, meanClose, highest, lowest }) => ({
        month,
        open: meanOpen,
        close: meanClose,
        high: highest,
        low: lowest,
      })),
    })),
  };
};
