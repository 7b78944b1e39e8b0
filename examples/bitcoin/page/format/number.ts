const none = '–';

const formatter = (options: Intl.NumberFormatOptions): ((value: number | null | undefined) => string) => {
  const format = new Intl.NumberFormat('en-US', options);
  return (value) => (value === null || value === undefined || !Number.isFinite(value) ? none : format.format(value));
};

const cents = formatter({ style: 'currency', currency: 'USD' });
const smallParts = formatter({ style: 'currency', currency: 'USD', maximumSignificantDigits: 4 });

/** A price in dollars with cents, such as `$64,231.07`; below a dollar with four digits. */
export const price = (value: number | null | undefined): string =>
  typeof value === 'number' && value !== 0 && Math.abs(value) < 1 ? smallParts(value) : cents(value);

const whole = formatter({ style: 'currency', currency: 'USD', maximumFractionDigits: 0 });

/** A price in whole dollars, such as `$64,231`; below 100 dollars as {@link price}. */
export const wholePrice = (value: number | null | undefined): string =>
  typeof value === 'number' && Math.abs(value) < 100 ? price(value) : whole(value);

/** A price for an axis, such as `$64K`. */
export const shortPrice = formatter({
  style: 'currency',
  currency: 'USD',
  notation: 'compact',
  maximumSignificantDigits: 3,
});

/** A large count, such as `32.1B`. */
export const shortCount = formatter({ notation: 'compact', maximumSignificantDigits: 3 });

/** A count, such as `3,729`. */
export const count = formatter({ maximumFractionDigits: 0 });

/** A change as a percentage with its sign, such as `+1.20%`, of a share such as `0.012`. */
export const change = formatter({
  style: 'percent',
  signDisplay: 'exceptZero',
  maximumFractionDigits: 2,
  minimumFractionDigits: 2,
});

const significant = formatter({ maximumSignificantDigits: 4 });
const scientific = formatter({ notation: 'scientific', maximumSignificantDigits: 3 });

/** A figure of any size with four digits, such as `0.0412` or `1.23E-7`. */
export const figure = (value: number | null | undefined): string => {
  if (typeof value !== 'number' || value === 0) return significant(value);
  const size = Math.abs(value);
  if (size < 1e-4) return scientific(value);
  return size >= 1e4 ? count(value) : significant(value);
};
