import type { SettingValues } from './option-table.ts';

/**
 * The experiment that older pilots are told in a word of theirs; of most there is nothing to set up, and what the queue
 * says counts. Pure.
 */
export function namedExperiment(word: string | undefined): SettingValues {
  return word?.toLowerCase() === 'atlas' ? { experiment: 'atlas' } : {};
}
