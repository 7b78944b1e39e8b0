"""Minute candles by pandas: ohlc.pandas.py FILE TICKS prints {"seconds", "candles", "volume"} as JSON.

FILE holds float64 columns one after the other: time in milliseconds, number of the symbol, price, size.
"""
import json
import sys
import time

import numpy
import pandas

times, symbols, prices, sizes = numpy.fromfile(sys.argv[1]).reshape(4, int(sys.argv[2]))
ticks = pandas.DataFrame(
    {"symbol": symbols.astype(int), "price": prices, "size": sizes},
    index=pandas.to_datetime(times.astype("int64"), unit="ms", utc=True),
)

began = time.process_time()
# Ticks come out of order, and open and close are by time.
sorted_ticks = ticks.sort_index(kind="stable")
resampled = sorted_ticks.groupby("symbol").resample("1min")
candles = resampled["price"].ohlc()
candles["volume"] = resampled["size"].sum()
candles["trades"] = resampled["price"].count()
candles = candles[candles["trades"] > 0]
seconds = time.process_time() - began

print(json.dumps({"seconds": seconds, "candles": len(candles), "volume": candles["volume"].sum()}))
