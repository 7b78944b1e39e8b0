const dayMs = 86_400_000;

/**
 * Makes the function that tells at which instants local clocks show `wall`, which is given as the instant at which UTC
 * shows it: none, one or two.
 *
 * @param offset by how many milliseconds local clocks are ahead of UTC at an instant
 */
export const instantsOf = (offset: (time: number) => number): ((wall: number) => readonly number[]) => {
  // Rows of one day come together, so the offsets of the days beside the last one are kept.
  let near = { day: NaN, before: 0, after: 0 };
  return (wall) => {
    const day = Math.floor(wall / dayMs);
    if (day !== near.day) near = { day, before: offset((day - 1) * dayMs), after: offset((day + 2) * dayMs) };
    const { before, after } = near;
    if (before === after) return [wall - before];
    return [wall - before, wall - after].filter((instant) => instant + offset(instant) === wall);
  };
};
