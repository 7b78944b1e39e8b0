type Row = readonly [open: number | null, high: number | null, low: number | null, close: number | null, volume: number | null];

/** An answer of Yahoo's chart endpoint in its shape, with the fields the client insists on and made-up prices. */
export const chartAnswer = (symbol: string, days: readonly number[], rows: readonly Row[]): string => {
  const column = (index: number) => rows.map((row) => row[index]);
  const period = { timezone: 'UTC', start: 1_577_836_800, end: 1_577_923_199, gmtoffset: 0 };
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
            regularMarketTime: 1_577_836_800,
            gmtoffset: 0,
            timezone: 'UTC',
            exchangeTimezoneName: 'UTC',
            regularMarketPrice: 11,
            priceHint: 2,
            currentTradingPeriod: { pre: period, regular: period, post: period },
            dataGranularity: '1d',
            range: '',
            validRanges: ['1d', 'max'],
          },
          ...(days.length > 0 ? { timestamp: days.map((day) => day / 1_000) } : {}),
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
