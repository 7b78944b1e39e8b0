const dayMs = 86_400_000;

/**
 * Makes a function that returns the instants at which local clocks show `wall`: none, one or two. `wall` is the local
 * date and time read as if it were UTC.
 *
 * @param offset Returns how many milliseconds local clocks are ahead of UTC at an instant.
 */
export const instantsOf = (offset: (time: number) => number): ((wall: number) => readonly number[]) => {
  // Rows of the same day usually follow each other, so the offsets around the last day are cached.
  let near = { day: NaN, before: 0, after: 0 };
  return (wall) => {
    const day = Math.floor(wall / dayMs);
    if (day !== near.day) near = { day, before: offset((day - 1) * dayMs), after: offset((day + 2) * dayMs) };
    const { before, after } = near;
    if (before === after) return [wall - before];
    return [wall - before, wall - after].filter((instant) => instant + offset(instant) === wall);
  };
};
