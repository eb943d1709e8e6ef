/**
 * How far a node's clock may be behind before what was just issued counts as not valid yet: five minutes, as Globus and
 * VOMS allow.
 */
export const clockLeewayMs = 300_000;
