import type { LogRow } from '../page/log-section.ts';
import type { Resources } from '../story/resources.ts';

/** What a job's page brings for its script. */
export interface EmbeddedData {
  readonly resources: Resources;
  readonly log: readonly LogRow[];
}

/** Undefined on a page without data. */
export function embeddedData(): EmbeddedData | undefined {
  const block = document.getElementById('data');
  if (block === null) return undefined;
  // The page and this script are made by one program: its types hold.
  const data: EmbeddedData = JSON.parse(block.textContent);
  return data;
}
