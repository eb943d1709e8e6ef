import { isMoverError } from './mover-error.ts';

/** What a storage answers about a file, or undefined where there is none. Rejects as the question does, but for `not-found`. */
export async function unlessMissing<Answer>(question: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await question;
  } catch (error) {
    if (isMoverError(error, 'not-found')) return undefined;
    throw error;
  }
}
