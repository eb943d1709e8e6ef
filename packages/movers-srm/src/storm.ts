import {
  isMoverError,
  type Mover,
  type MoverDefinition,
  type ToolRunner,
  whicheverTool,
} from '@panda-pilot/movers-core';
import { createGfal } from './gfal/gfal.ts';
import { createGfalClient } from './gfal/gfal-client.ts';
import { createGfalQuestions } from './gfal/gfal-questions.ts';
import { createLcg } from './lcg/lcg.ts';
import { createLcgTurls } from './lcg/lcg-turls.ts';
import { linking } from './linking.ts';
import { parseOptions, type SrmOptions } from './options.ts';

/** `storm`: an SRM whose files the node sees by itself (StoRM on GPFS): inputs are links, outputs go by SRM. */
export const storm: MoverDefinition<SrmOptions> = {
  name: 'storm',
  schemes: ['srm'],
  parseOptions: (raw) => parseOptions('storm', raw),
  create(options, tools) {
    const client = createGfalClient(options, tools);
    const today = linkedByGfal(options, client);
    const turls = createLcgTurls(options, client);
    const byTool = { 'lcg-gt': linking(createLcg('storm', options, client), turls), 'gfal-copy': today };
    return { ...whicheverTool({ name: 'storm', byTool, features: today.features }, client), schemes: ['srm'] };
  },
};

function linkedByGfal(options: SrmOptions, client: ToolRunner): Mover {
  const { turls } = createGfalQuestions({ ...options, copyPrefix: options.copyPrefixIn }, client);
  return linking(createGfal('storm', options, client), async (source, call) => {
    try {
      const [turl] = await turls(source, ['file'], call);
      const [, path] = /^file:\/\/(?:localhost)?(\/.*)$/.exec(turl ?? '') ?? [];
      // gfal2 2.21 asks for a TURL and has no word to give it back: its time runs out on the server.
      return path === undefined ? undefined : { path, release: () => Promise.resolve() };
    } catch (error) {
      // No file protocol there: the copy says what else is wrong.
      if (isMoverError(error) && error.kind !== 'timed-out') return undefined;
      throw error;
    }
  });
}
