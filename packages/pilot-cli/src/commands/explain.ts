import { allPilotErrors, findPilotError } from '@panda-pilot/core';
import { printJson } from '../answers/print-json.ts';
import { ConfigError } from '../config/config-error.ts';
import { didYouMean } from '../config/did-you-mean.ts';
import { exitCodes } from '../exit-codes.ts';
import { hang } from '../hang.ts';
import type { Streams } from '../streams.ts';

/**
 * `panda-pilot explain <code|name>`: what an error of the server's table means, and what to do. Throws ConfigError for
 * what is none.
 */
export function explain(
  word: string,
  options: { readonly json?: boolean | undefined },
  streams: Pick<Streams, 'stdout'>,
): number {
  const entry = findPilotError(word);
  if (entry === undefined) {
    const meant = didYouMean(
      word.toUpperCase(),
      allPilotErrors().map(({ name }) => name),
    );
    const suggestion = meant === undefined ? '' : `; did you mean ${meant}?`;
    throw new ConfigError([`no error has the code or name "${word}"${suggestion}`], 'docs/errors.md lists them all.');
  }
  if (options.json === true) {
    printJson(streams, { type: 'explanation', ...entry });
    return exitCodes.done;
  }
  const { code, name, diagnosis, hint, phase, blame, aliases } = entry;
  const width = Math.min(streams.stdout.columns ?? Infinity, widest);
  const lines = [
    `${name} (${code})${entry.retired ? ', retired: no pilot of today raises it' : ''}`,
    '',
    ...hang('  ', `${diagnosis}.`, width),
    '',
    ...hang('  What to do:  ', hint, width),
    `  Whose it is: ${blame}`,
    `  Phase:       ${phase}`,
    ...(aliases.length === 0 ? [] : hang('  Also called: ', aliases.join(', '), width)),
  ];
  streams.stdout.write(`${lines.join('\n')}\n`);
  return exitCodes.done;
}

/** Longer lines are not read with ease. */
const widest = 110;
