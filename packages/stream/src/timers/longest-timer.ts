/** The longest delay of a timer, in milliseconds. Node and browsers fire a longer one immediately. */
export const longestTimer = 2_147_483_647;
