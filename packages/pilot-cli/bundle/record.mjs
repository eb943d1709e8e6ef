// Preloaded into the bundled pilot while it is made: keeps what V8 has compiled of each chunk by the end of the process, below the name of its command.
// The demo itself is in no hurry.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename, join } from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';

const command = process.argv[2];
const directory = join(process.env.PANDA_BUNDLE_RECORD, command);
const scripts = new Map();

vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    scripts.set(basename(options.filename), this);
  }
};
// An agent changes flags when it has been loaded (src/agent/small-heap.ts): whoever reads the cache has not.
v8.setFlagsFromString = () => undefined;
syncBuiltinESMExports();

if (command !== 'demo') process.on('exit', keep);

function keep() {
  mkdirSync(directory, { recursive: true });
  for (const [name, script] of scripts) {
    const data = script.createCachedData();
    const hash = createHash('sha256').update(`${process.pid} ${data.length}`).digest('hex').slice(0, 8);
    writeFileSync(join(directory, `${name}.${hash}`), data);
  }
}
