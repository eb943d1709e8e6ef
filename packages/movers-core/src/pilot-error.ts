/** Stand-in with the shape of core's PilotError until core has it. */
export interface PilotError extends Error {
  readonly errorName: string;
  readonly code: number;
}
export type PilotErrorName = string;
