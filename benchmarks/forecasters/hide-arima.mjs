/** Makes the optional package `arima` one that is not installed, for this process: `node --import THIS PROGRAM`. */
import { register } from 'node:module';

const hooks = `export const resolve = (specifier, context, next) => {
  if (specifier === 'arima') throw new Error('arima is hidden.');
  return next(specifier, context);
};`;

register(`data:text/javascript,${encodeURIComponent(hooks)}`);
