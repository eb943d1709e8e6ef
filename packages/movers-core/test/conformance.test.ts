import { tempDir } from '@panda-pilot/testkit';
import { describeMover, type MakeFixture } from '../src/conformance.ts';
import { type MemoryOptions, memoryStorage } from './memory-mover.ts';

describeMover('on memory', fixture({}));
describeMover('without checksums', fixture({ checksums: [], sums: false }));
describeMover('that shows half of a file and replaces nothing', fixture({ atomicPut: false, overwrites: false }));
describeMover('that knows md5 alone', fixture({ checksums: ['md5'] }));

function fixture(options: MemoryOptions): MakeFixture {
  return async () => {
    const { mover, files, url } = memoryStorage(options);
    return {
      mover,
      url,
      directory: await tempDir(),
      plant: async (name, content) => void files.set(name, content),
      read: async (name) => files.get(name),
      list: async () => [...files.keys()],
      weaknesses: { longTransferBytes: 8 * 2 ** 20 },
    };
  };
}
