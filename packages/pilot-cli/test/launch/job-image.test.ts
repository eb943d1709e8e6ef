import { parseQueuedata } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { imagePolicy, pathOfImage } from '../../src/launch/job-image.ts';

function policy(queue: Record<string, unknown>, directories: readonly string[] = []) {
  return imagePolicy(directories, parseQueuedata(JSON.stringify({ nickname: 'Q', copytool: 'cp', ...queue })));
}

describe('imagePolicy', () => {
  it('is there where the pilot starts containers, or the site lists directories', () => {
    expect(policy({})).toBeUndefined();
    expect(policy({ container_type: 'singularity:wrapper' })).toBeUndefined();
    expect(policy({ container_type: 'docker:wrapper;apptainer:pilot' })).toEqual({
      directories: ['/cvmfs'],
      base: '/cvmfs/unpacked.cern.ch/registry.hub.docker.com',
      options: [],
    });
    expect(policy({ catchall: 'IMAGE_BASE=/opt/images' }, ['/opt/images'])).toMatchObject({
      directories: ['/opt/images'],
      base: '/opt/images',
    });
  });

  it('hands options of the queue on that take nothing off the box', () => {
    const options = '--nv --bind /a:/b:ro -B "/c d" --bind=/e --cleanenv';
    const words = ['--nv', '--bind', '/a:/b:ro', '-B', '/c d', '--bind=/e', '--cleanenv'];
    expect(policy({ container_options: options }, ['/i'])?.options).toEqual(words);
  });

  it.each(['--writable', '--fakeroot', '--add-caps=all', '--bind /a --no-contain', '--security x', 'image'])(
    'refuses %s',
    (options) => {
      expect(() => policy({ container_options: options }, ['/i'])).toThrow(
        expect.objectContaining({ errorName: 'QUEUEDATA_NOT_OK' }),
      );
    },
  );
});

describe('pathOfImage', () => {
  const allowed = { directories: ['/cvmfs/x', '/opt/i/'], base: '/cvmfs/x/hub', options: [] };

  it.each([
    ['/cvmfs/x/a:1', '/cvmfs/x/a:1'],
    ['atlas/athena:24', '/cvmfs/x/hub/atlas/athena:24'],
    ['docker://atlas/athena:24', '/cvmfs/x/hub/atlas/athena:24'],
    ['/opt/i/b.sif', '/opt/i/b.sif'],
  ])('of %s is %s', (name, path) => {
    expect(pathOfImage(name, allowed)).toBe(path);
  });

  it.each(['/cvmfs/y/a', '/cvmfs/x/../y', '../../../etc', '/cvmfs/xy/a', '/cvmfs/x', '--fakeroot/../../../..'])(
    'refuses %s',
    (name) => {
      expect(() => pathOfImage(name, allowed)).toThrow(/no image that jobs may have/);
      expect(() => pathOfImage(name, undefined)).toThrow(/no image that jobs may have/);
    },
  );
});
