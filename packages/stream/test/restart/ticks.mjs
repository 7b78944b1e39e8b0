const start = Date.UTC(2016, 6, 4);
const minute = 60_000;

/**
 * The records of a partition, the same each time. There are two symbols. Ticks are about forty minutes apart, and up to
 * half an hour out of order. One tick in seven is followed by a repetition of one of the last 180 rows.
 */
export const ticks = (partition, count = 700) => {
  let state = 1_000 + partition;
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const rows = [];
  const prices = [100, 100];
  for (let n = 0; rows.length < count; n += 1) {
    const which = random() < 0.5 ? 0 : 1;
    prices[which] *= 1 + (random() - 0.5) / 25;
    rows.push({
      trade: `${partition}-${n}`,
      symbol: `S${partition * 2 + which}`,
      time: start + n * 40 * minute - Math.floor(random() * 30) * minute,
      price: prices[which],
      amount: 1 + Math.floor(random() * 9),
    });
    if (random() < 1 / 7) rows.push(rows[Math.max(0, rows.length - 1 - Math.floor(random() * 180))]);
  }
  return rows.slice(0, count);
};
