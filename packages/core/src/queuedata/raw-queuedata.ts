/** Fields of one queue by their wire names, as they came: texts, numbers, booleans, null, lists, records. */
export type RawQueuedata = Readonly<Record<string, unknown>>;
