/** The longest time that Kafka's protocol and a timer of Node can hold, milliseconds: some 24.8 days. */
export const longestMs = 2_147_483_647;
