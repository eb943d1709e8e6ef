/** The time of day. */
export type Clock = () => Date;
