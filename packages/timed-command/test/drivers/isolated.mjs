/** Whether a command gets a PID namespace here. */
const [, , library] = process.argv;
const { runCommand } = await import(library);
const env = { PATH: '/usr/bin:/bin' };
const { ending, stdout } = await runCommand('sh', ['-c', 'echo $$'], { env, isolate: 'pid' });
const plain = await runCommand('sh', ['-c', 'exit 4'], { env });
console.log(JSON.stringify({ ending, stdout, plain: plain.ending }));
