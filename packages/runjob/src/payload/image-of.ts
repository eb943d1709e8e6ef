import type { Job } from '@panda-pilot/core';

/** The image that a job names for its payload: `container_name`, or the `containerImage` of its container options. */
export function imageOf({ container, multiStep }: Pick<Job, 'container' | 'multiStep'>): string | undefined {
  const image = container ?? multiStep?.containerOptions?.['containerImage'];
  return typeof image === 'string' && image !== '' ? image : undefined;
}
