import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { toolsets } from '@panda-pilot/movers-core';
import { describe, expect, it } from 'vitest';

const packages = join(import.meta.dirname, '../../../packages');
const linesOf = (path: string): readonly string[] => readFileSync(join(packages, path), 'utf8').trimEnd().split('\n');

/**
 * Of each copytool that drives a program: where it is defined, and where the contract's methods become that program's commands.
 * Tables of outcomes, settings and names are not counted.
 */
const drivers: Readonly<Record<string, readonly string[]>> = {
  xrdcp: ['movers-xrootd/src/xrdcp.ts'],
  xcp: ['movers-xrootd/src/xcp.ts', 'movers-xrootd/src/mounted.ts'],
  'gfal-copy': ['movers-srm/src/gfal-copy.ts', 'movers-srm/src/gfal/gfal.ts'],
  'lcg-cp': ['movers-srm/src/lcg-cp.ts', 'movers-srm/src/lcg/lcg.ts'],
  'lcg-cp2': ['movers-srm/src/lcg-cp.ts', 'movers-srm/src/lcg/lcg.ts'],
  storm: ['movers-srm/src/storm.ts', 'movers-srm/src/linking.ts', 'movers-srm/src/lcg/lcg-turls.ts'],
  srmcp: ['movers-srm/src/srmcp.ts', 'movers-srm/src/srmcp/srm-client.ts'],
  rfcp: ['movers-castor/src/rfcp.ts', 'movers-castor/src/rfio.ts'],
  rfcpsvcclass: ['movers-castor/src/rfcp.ts', 'movers-castor/src/rfio.ts'],
  rfcplfc: ['movers-castor/src/rfcp.ts', 'movers-castor/src/rfio.ts'],
  dccp: ['movers-dcache/src/dccp.ts'],
  dccplfc: ['movers-dcache/src/dccp.ts'],
  BNLdccp: ['movers-dcache/src/dccp.ts'],
  gsiftp: ['movers-gridftp/src/gsiftp.ts'],
  uberftp: ['movers-gridftp/src/uberftp.ts', 'movers-gridftp/src/uberftp-session.ts'],
  cog: ['movers-gridftp/src/cog.ts'],
  curl: ['movers-http/src/curl.ts', 'movers-http/src/curl/curl-transport.ts'],
  lsm: ['movers-local/src/site-commands.ts', 'movers-local/src/site/site-mover.ts'],
  necp: ['movers-local/src/site-commands.ts', 'movers-local/src/site/site-mover.ts'],
  rucio: ['movers-rucio/src/rucio.ts'],
  dq2: ['movers-rucio/src/dq2.ts'],
};

describe('a mover that drives a program', () => {
  it('is counted here', () => {
    // Another name for `gfal-copy`, and no home of its own.
    const driving = Object.keys(toolsets).filter((name) => toolsets[name]?.length !== 0);
    expect(driving.toSorted()).toEqual(Object.keys(drivers).toSorted());
  });

  it.each(Object.entries(drivers))('%s has at most 150 lines', (_copytool, files) => {
    const lines = files.map((file) => linesOf(file).length);
    expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(150);
  });
});

describe('the sources of the movers', () => {
  it('share no run of more than six lines', () => {
    const places = new Map<string, string>();
    const twins = sources().flatMap((path) => {
      const lines = linesOf(path).map((line) => line.trim());
      return lines.flatMap((_line, start) => {
        const run = lines.slice(start, start + 7);
        if (run.length < 7) return [];
        const before = places.get(run.join('\n'));
        places.set(run.join('\n'), `${path}:${start + 1}`);
        return before === undefined ? [] : [`${before} ~ ${path}:${start + 1}`];
      });
    });
    expect(twins).toEqual([]);
  });
});

function sources(): readonly string[] {
  return readdirSync(packages)
    .filter((name) => name.startsWith('movers-') && name !== 'movers-core')
    .flatMap((name) =>
      readdirSync(join(packages, name, 'src'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(packages, join(entry.parentPath, entry.name))),
    );
}
