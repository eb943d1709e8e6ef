/** Passes bytes between clients and a server, and turns one word in what it passes: `damaging-proxy.mjs PORT SERVER_PORT`. */
import { connect, createServer } from 'node:net';

const [port, serverPort] = process.argv.slice(2).map(Number);
const [intact, damaged] = [Buffer.from('<intact>'), Buffer.from('<INTACT>')];

createServer((client) => {
  const server = connect(serverPort, '127.0.0.1');
  for (const [from, to] of [
    [client, server],
    [server, client],
  ]) {
    from.on('data', (chunk) => to.write(damage(chunk)));
    from.on('end', () => to.end());
    from.on('error', () => to.destroy());
  }
}).listen(port, '127.0.0.1', () => console.log('ready'));

function damage(chunk) {
  for (let at = chunk.indexOf(intact); at !== -1; at = chunk.indexOf(intact, at)) damaged.copy(chunk, at);
  return chunk;
}
