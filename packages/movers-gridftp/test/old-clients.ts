import type { MoverDefinition, ToolOptions } from '@panda-pilot/movers-core';
import { type MakeFixture, namesUnlike } from '@panda-pilot/movers-core/conformance';
import { directoryStorage, type FakeTool, tempDir } from '@panda-pilot/testkit';
import { fakeClients } from './fake-fixture.ts';

/** A session of uberftp over a directory: its options, a line of commands, the words of servers of its days. */
export const uberftpTools: Readonly<Record<string, FakeTool>> = {
  uberftp: {
    script: String.raw`exec /usr/bin/python3 -c '
import hashlib, os, shutil, sys, time, zlib
root, failed = os.environ["STORAGE"], False
def say(*words): print(*words, flush=True)
def copy(source, target):
    if os.path.getsize(source) >= 30000000: time.sleep(0.4)
    shutil.copyfile(source, target)
def run(verb, *words):
    if verb == "get": return copy(root + words[0], words[1])
    if verb == "put": return copy(words[0], root + words[1])
    path = root + words[-1]
    if verb in ("cd", "mkdir"): return os.mkdir(path) if verb == "mkdir" else os.listdir(path)
    if verb == "chmod": return None
    if verb == "rm": return os.unlink(path)
    if verb == "ls":
        kind = "d" if os.path.isdir(path) else "-"
        return say(kind + "rw-r--r--   1 pilot  users   ", os.path.getsize(path), "Nov 22 20:45", words[-1])
    if verb == "quote":
        content = open(path, "rb").read()
        return say("213", hashlib.md5(content).hexdigest() if words[1] == "md5" else "%x" % zlib.adler32(content))
    say("500", verb, "not understood")
say("220 host GridFTP Server 2.3 ready.")
for command in sys.argv[-1].split("; "):
    try: run(*command.split(" "))
    except OSError as error:
        failed = True
        say("550", error.filename, ":", error.strerror)
sys.exit(1 if failed else 0)
' "$@"`,
  },
};

/** Names that no word of its command line can hold. */
const refusedNames = namesUnlike(/^[\w.:=+@%~-]+$/);

/** A directory that these programs take for a storage. */
export function oldFixture(
  definition: MoverDefinition<ToolOptions>,
  tools: Readonly<Record<string, FakeTool>>,
): MakeFixture {
  return async () => {
    const storage = await tempDir();
    const { mover } = await fakeClients(definition, tools, () => ({ STORAGE: storage }));
    return {
      mover,
      directory: await tempDir(),
      weaknesses: { refusedNames, longTransferBytes: 30_000_000 },
      url: (name) => new URL(`gsiftp://host/${name.split('/').map(encodeURIComponent).join('/')}`),
      ...directoryStorage(storage),
    };
  };
}
