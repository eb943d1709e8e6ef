import { z } from 'zod';

/** A moment in a log, in milliseconds since 1970: one that a Date can hold, whatever was written. */
export const momentSchema = z.number().min(0).max(8.64e15);
