import type { PilotError } from '@panda-pilot/core';
import { fail, type Finding, type Owner } from './check.ts';

/** An error of the pilot as a finding. Hints of the error table begin with whom they are for; `owner` knows better. */
export function failureOf({ code, hint, message }: PilotError, owner?: Owner): Finding {
  const [, whom = '', advice = hint] = /^For the ([\w' ]+): (.*)$/s.exec(hint) ?? [];
  return fail(`${message} (${code})`, { owner: owner ?? ownerOf(whom), advice });
}

function ownerOf(whom: string): Owner {
  if (whom === 'site' || whom.startsWith('network')) return 'site';
  return whom.startsWith('server') ? 'server' : 'you';
}
