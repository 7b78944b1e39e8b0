import { checkOption } from '../check-option.ts';

/** Checks the names of lanes; throws `PENSTOCK_BAD_OPTION`. */
export const checkLanes = (lanes: readonly string[], option: string): void => {
  const areNames = Array.isArray(lanes) && lanes.length > 0 && lanes.every((lane) => typeof lane === 'string' && lane);
  const expected = 'a list of names, each of them once';
  checkOption(areNames && new Set(lanes).size === lanes.length, option, expected, JSON.stringify(lanes));
};
