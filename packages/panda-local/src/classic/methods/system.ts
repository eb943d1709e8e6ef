import type { Caller } from '../../door/caller.ts';
import { attributesText, environmentOf, lines, vomsVariables } from '../../v1/methods/system.ts';
import { pythonStr } from '../given.ts';
import type { ClassicMethod } from '../method.ts';

/** isAlive. */
export const isAlive: ClassicMethod = () => 'alive=yes';

/** getAttr: what was sent, and whom the server takes the caller for. */
export const getAttr: ClassicMethod = (given, { caller = nobody }) => {
  const parameters = Object.entries(given).map(([name, value]) => [name, pythonStr(value ?? null)]);
  return attributesText(Object.fromEntries(parameters), environmentOf(caller));
};

/** getVomsAttr. */
export const getVomsAttr: ClassicMethod = (_, { caller = nobody }) => `${lines(vomsVariables(caller), ' : ')}\n`;

const nobody: Caller = { dn: '', fqans: [] };
