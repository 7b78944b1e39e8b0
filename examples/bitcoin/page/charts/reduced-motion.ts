const query = matchMedia('(prefers-reduced-motion: reduce)');

/** Whether the user asked the system for less motion. */
export const clientReducesMotion = (): boolean => query.matches;
