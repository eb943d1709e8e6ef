/**
 * What the server wants the pilot to do.
 * - `tobekilled`: stop the job and report it failed. Also the answer for a job or an attempt that the server does not know any more.
 * - `softkill`: stop after the current event range.
 * - `debug`: heartbeats every minute, with output. Debug mode ends when it is no longer sent: there is no command to leave it.
 * - `alreadydone`: the final state is there already.
 * - `badattemptnr`: the update was for another attempt.
 * - `text`: what a person asks to see, such as `tail payload.stdout`.
 */
export type ServerCommand =
  | { readonly kind: (typeof words)[number] }
  | {
      readonly kind: 'text';
      readonly text: string;
    };

const words = ['tobekilled', 'softkill', 'debug', 'alreadydone', 'badattemptnr'] as const;

/** Reads the command string: comma-joined words first, then at most one text, in which commas belong to the text. */
export function parseServerCommands(command: string | null | undefined): readonly ServerCommand[] {
  const rest = (command ?? '').trim();
  if (rest === '' || rest === 'NULL') return [];
  const comma = rest.indexOf(',');
  const head = (comma < 0 ? rest : rest.slice(0, comma)).trim();
  const word = words.find((known) => known === head);
  if (word === undefined) return [{ kind: 'text', text: rest }];
  return [{ kind: word }, ...(comma < 0 ? [] : parseServerCommands(rest.slice(comma + 1)))];
}
