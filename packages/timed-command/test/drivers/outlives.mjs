/** Starts a command that is to outlive this process and dies by SIGKILL; the other half of the test is elsewhere. */
const [, , library, argument] = process.argv;
const { file, args, options } = JSON.parse(argument);
const { startCommand } = await import(library);
const env = { PATH: '/usr/bin:/bin' };
const mortal = startCommand('sleep', ['61'], { env });
const lasting = startCommand(file, args, { env, whenWeDie: 'leave', stdout: 'ignore', stderr: 'ignore', ...options });
await Promise.all([mortal.started, lasting.started]);
console.log(JSON.stringify({ mortal: mortal.pid, lasting: lasting.pid }));
setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50);
