import type { CallBounds, PandaClient } from './panda-client.ts';

/** Some of a client's methods: what one file of a dialect provides. */
export type Methods<Names extends keyof PandaClient> = Pick<PandaClient, Names>;

/** The methods of the event service. */
export type EventMethods = Methods<
  | 'acquireEventRanges'
  | 'countEventRanges'
  | 'getEventRangeStatuses'
  | 'updateEventRange'
  | 'updateEventRanges'
  | 'updateZippedEventRanges'
>;

/** Where a call goes, and its bounds. */
export interface Within<Api> {
  readonly api: Api;
  readonly bounds: CallBounds | undefined;
}
