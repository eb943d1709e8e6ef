import { z } from 'zod';

/** What a site says of the payloads themselves, as `job.json` carries it. */
export const payloadSettingsSchema = z.object({
  /** The experiment whose set-up payloads get; absent: the queue's. */
  experiment: z.string().optional(),
  /** Beginnings of the URLs that transformations may come from; the queue's `trf_urls` (catchall) are added. */
  transformationUrls: z.array(z.string()),
  /** Variables of the pilot that payloads get, beside those that all of them get. */
  variables: z.array(z.string()),
  /** How long one try of fetching a transformation may take, and how large it may be. */
  downloadMs: z.number().positive(),
  downloadBytes: z.number().positive(),
});

/** What a site says of payloads. */
export type PayloadSettings = z.infer<typeof payloadSettingsSchema>;

/** The defaults: what PanDA itself serves, over TLS. */
export const defaultPayloadSettings: PayloadSettings = {
  transformationUrls: ['https://pandaserver.cern.ch/', 'https://pandaserver.cern.ch:25443/'],
  variables: [],
  downloadMs: 60_000,
  downloadBytes: 20 * 1024 ** 2,
};
