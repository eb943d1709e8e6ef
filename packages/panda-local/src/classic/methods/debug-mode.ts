import { isProduction } from '../../door/caller.ts';
import { switchDebugMode } from '../../v1/methods/job.ts';
import { pythonInt } from '../python-cast.ts';
import type { ClassicMethod } from '../method.ts';

/** setDebugMode: one word, or a sentence. */
export const setDebugMode: ClassicMethod = ({ pandaID, modeOn }, { caller, dispatcher }) => {
  if (caller === undefined) return 'ERROR : no HTTPS';
  if (!isProduction(caller)) return 'production or pilot role is required';
  return switchDebugMode(dispatcher, pythonInt(pandaID ?? null), modeOn === 'True');
};
