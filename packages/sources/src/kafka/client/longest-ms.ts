/** The longest time that Kafka's protocol and a timer of Node support, in milliseconds: about 24.8 days. */
export const longestMs = 2_147_483_647;
