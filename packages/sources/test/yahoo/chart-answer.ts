type Row = readonly [
  open: number | null,
  high: number | null,
  low: number | null,
  close: number | null,
  volume: number | null,
];

/** The metadata of an exchange, with times in seconds. */
interface Exchange {
  readonly timeZone?: string;
  readonly gmtoffset?: number;
  readonly lastTrade?: number;
  readonly opens?: number;
  readonly closes?: number;
  readonly granularity?: string;
  readonly events?: object;
}

/**
 * Makes a response in the shape of Yahoo's chart endpoint, with the fields that the client requires and invented
 * prices.
 */
export const chartAnswer = (
  symbol: string,
  days: readonly number[],
  rows: readonly Row[],
  {
    timeZone = 'UTC',
    gmtoffset = 0,
    lastTrade = 1_577_836_800,
    opens = 1_577_836_800,
    closes = 1_577_923_199,
    granularity = '1d',
    events,
  }: Exchange = {},
): string => {
  const column = (index: number) => rows.map((row) => row[index]);
  const period = { timezone: 'UTC', start: opens, end: closes, gmtoffset };
  return JSON.stringify({
    chart: {
      result: [
        {
          meta: {
            currency: 'USD',
            symbol,
            exchangeName: 'CCC',
            instrumentType: 'CRYPTOCURRENCY',
            firstTradeDate: 1_410_912_000,
            regularMarketTime: lastTrade,
            gmtoffset,
            timezone: 'UTC',
            exchangeTimezoneName: timeZone,
            regularMarketPrice: 11,
            priceHint: 2,
            currentTradingPeriod: { pre: period, regular: period, post: period },
            dataGranularity: granularity,
            range: '',
            validRanges: ['1d', 'max'],
          },
          ...(days.length > 0 ? { timestamp: days.map((day) => day / 1_000) } : {}),
          ...(events && { events }),
          indicators:
            days.length > 0
              ? {
                  quote: [{ open: column(0), high: column(1), low: column(2), close: column(3), volume: column(4) }],
                  adjclose: [{ adjclose: column(3) }],
                }
              : { quote: [{}], adjclose: [{}] },
        },
      ],
      error: null,
    },
  });
};
