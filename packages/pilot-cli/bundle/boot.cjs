// Loads the chunks of the bundled pilot, CommonJS each, from the comments that follow: a chunk is read when it is first needed, with what V8 once
// compiled of it, which saves the time to compile it again. V8 takes that only from its own version. Chunks that nobody needs in a hurry are
// packed.
// oxlint-disable-next-line eslint/no-unused-expressions -- what this file comes to is the function
(function boot(self, file) {
  const { closeSync, readSync } = process.getBuiltinModule('node:fs');
  const { dirname } = process.getBuiltinModule('node:path');
  const { Script, constants } = process.getBuiltinModule('node:vm');

  const { chunks, entry, compiledBy, first } = TABLE;
  // Open as long as we run: whoever puts another version in our place does not mix it with this one.
  process.once('exit', () => closeSync(file));
  const usesCompiled = compiledBy === `${process.version} ${process.platform} ${process.arch}`;
  const loaded = new Map();
  // What a runjob needs comes in one piece: a text of more than a megabyte lies beside V8's heap, where no collector copies it about.
  const firstText = process.argv[2] === 'run-job' ? read(first).latin1Slice() : '';

  load(entry);

  function load(name) {
    const known = loaded.get(name);
    if (known !== undefined) return known.exports;
    const { source, packed, escaped, compiled } = chunks[name];
    // A site's own package is imported from where the pilot lies.
    const options = {
      filename: `${self}/${name}`,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    };
    if (usesCompiled && compiled !== undefined) options.cachedData = readBase64(compiled);
    const text = packed ? unpack(readBase64(source)).latin1Slice() : readText(source);
    const run = new Script(escaped ? text.replaceAll('*\u0001/', '\x2a/') : text, options).runInThisContext();
    const module = { exports: {} };
    loaded.set(name, module);
    run(module.exports, requireFrom, module, self, dirname(self));
    return module.exports;
  }

  function requireFrom(name) {
    return name.startsWith('./') ? load(name.slice(2)) : process.getBuiltinModule(name);
  }

  function unpack(bytes) {
    return process.getBuiltinModule('node:zlib').inflateRawSync(bytes);
  }

  function readBase64(at) {
    return Buffer.from(readText(at), 'base64');
  }

  function readText([start, length]) {
    const at = start - first[0];
    return at + length <= firstText.length ? firstText.slice(at, at + length) : read([start, length]).latin1Slice();
  }

  function read([start, length]) {
    const bytes = Buffer.allocUnsafe(length);
    for (let at = 0; at < length;) {
      const got = readSync(file, bytes, at, length - at, start + at);
      if (got === 0) throw new Error(`${self} is cut off: install the pilot again`);
      at += got;
    }
    return bytes;
  }
});
