import { type MoverDefinition, withSecondTry } from '@panda-pilot/movers-core';
import { parseSiteOptions, type Preset, type SiteOptions } from './site/options.ts';
import { createSiteMover, siteSchemes } from './site/site-mover.ts';

/** `lsm`: the site's own scripts, which are given size and checksum, and trusted to compare them. */
export const lsm = definitionOf('lsm', {
  get: [
    'lsm-get',
    ['--size', '{size}'],
    ['--checksum', '{checksum}'],
    ['--guid', '{guid}'],
    '{source}',
    '{destination}',
  ],
  put: [
    'lsm-put',
    ['-t', '{token}'],
    ['--size', '{size}'],
    ['--checksum', '{checksum}'],
    ['--guid', '{guid}'],
    '{source}',
    '{destination}',
  ],
  verifies: true,
});

/** `necp`: a copy to and from a storage behind a firewall, which makes directories by itself. */
export const necp = definitionOf('necp', {
  get: ['necp', '{path}', '{destination}'],
  put: ['necp', '{source}', '{directory}'],
});

/** `unknown`: whatever commands the queue's configuration names. */
export const unknown = definitionOf('unknown', {});

function definitionOf(name: string, preset: Preset): MoverDefinition<SiteOptions> {
  return {
    name,
    // The commands of `unknown` are real ones in its tests; the others never left their sites.
    tier: name === 'unknown' ? 'tool' : 'documentation',
    schemes: siteSchemes,
    parseOptions: (raw) => parseSiteOptions(name, raw, preset),
    create: (options, tools) => withSecondTry(createSiteMover(name, options, tools)),
  };
}
