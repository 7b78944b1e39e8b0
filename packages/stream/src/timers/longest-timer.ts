/** The longest delay of a timer, milliseconds: Node and browsers run a longer one at once. */
export const longestTimer = 2_147_483_647;
