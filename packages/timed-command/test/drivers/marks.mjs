/** What the package knows of itself here: whether its marks work, and who is left after the hardest cases. */
import { join } from 'node:path';
import { ownProcesses, survivors } from './survivors.mjs';

const [, , library, argument] = process.argv;
const { children } = JSON.parse(argument);
const { runCommand, startCommand } = await import(library);
const env = { PATH: '/usr/bin:/bin' };
const plain = await runCommand('sh', ['-c', 'echo out; exit 3'], { env });
const before = ownProcesses();
const daemon = await runCommand(join(children, 'leaves-daemon.sh'), [], { env });
const hidden = await runCommand(join(children, 'leaves-hidden-daemon.sh'), [], { env });
const deaf = startCommand(join(children, 'ignores-sigterm.sh'), [], {
  env,
  graceMs: 100,
  onOutput: () => deaf.stop('it ignores SIGTERM by now'),
});
const stubborn = await deaf.result;
// Root is not alone: only what is left of our own children is ours to report, and to end.
const left = (await survivors(before)).filter((line) => /^\d+ (?:sleep 60|.*ignores-sigterm\.sh)$/.test(line));
if (process.getuid() !== 0) for (const line of left) process.kill(Number.parseInt(line, 10), 'SIGKILL');
const brief = ({ ending, leftovers, proved, stdout }) => ({ ending, leftovers, proved, stdout });
console.log(
  JSON.stringify({
    node: process.version,
    plain: brief(plain),
    daemon: brief(daemon),
    hidden: brief(hidden),
    stubborn: brief(stubborn),
    survivors: left,
  }),
);
