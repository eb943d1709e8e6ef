/** Runs one command that is still writing when this process has no descriptor left, and one that is to start then. */
import { closeSync, openSync } from 'node:fs';

const [, , library] = process.argv;
const { runCommand } = await import(library);
const env = { PATH: '/usr/bin:/bin' };
await runCommand('sh', ['-c', ':'], { env });
const running = runCommand('sh', ['-c', 'echo early; sleep 0.3; echo late'], { env });
const taken = [];
try {
  for (;;) taken.push(openSync('/dev/null'));
} catch {
  const { ending: refused } = await runCommand('sh', ['-c', ':'], { env });
  await new Promise((resolve) => setTimeout(resolve, 200));
  for (const descriptor of taken) closeSync(descriptor);
  const { stdout, ending } = await running;
  console.log(JSON.stringify({ stdout, ending, refused }));
}
