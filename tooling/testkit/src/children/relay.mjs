// Listens on a socket of the file system, which can be reached from other network namespaces, and connects to a port of this one.
import { connect, createServer } from 'node:net';

const [path, port] = process.argv.slice(2);
createServer((near) => {
  const far = connect(Number(port), '127.0.0.1');
  near.pipe(far).pipe(near);
  for (const [one, other] of [
    [near, far],
    [far, near],
  ]) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
}).listen(path, () => console.log('ready'));
process.stdin.on('end', () => process.exit()).resume();
