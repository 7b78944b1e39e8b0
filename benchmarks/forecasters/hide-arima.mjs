/** Hides the optional package `arima` from this process, as if it were not installed: `node --import THIS PROGRAM`. */
import { register } from 'node:module';

const hooks = `export const resolve = (specifier, context, next) => {
  if (specifier === 'arima') throw new Error('arima is hidden.');
  return next(specifier, context);
};`;

register(`data:text/javascript,${encodeURIComponent(hooks)}`);
