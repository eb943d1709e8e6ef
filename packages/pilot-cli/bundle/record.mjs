// Preloaded into the bundled pilot while it is made: keeps what V8 has compiled of each chunk by the end of the process.
import { writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { basename, join } from 'node:path';
import vm from 'node:vm';

const directory = process.env.PANDA_BUNDLE_RECORD;
const scripts = new Map();

vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    scripts.set(basename(options.filename), this);
  }
};
syncBuiltinESMExports();

process.on('exit', () => {
  for (const [name, script] of scripts) {
    const data = script.createCachedData();
    const hash = createHash('sha256').update(`${process.pid} ${data.length}`).digest('hex').slice(0, 8);
    writeFileSync(join(directory, `${name}.${hash}`), data);
  }
});
