/** Starts a command and waits to be killed; `die` says how it goes. */
const [, , library, argument] = process.argv;
const { file, args, options, die } = JSON.parse(argument);
const { startCommand } = await import(library);
const command = startCommand(file, args, {
  env: { PATH: '/usr/bin:/bin' },
  ...options,
  onOutput: (chunk) => {
    if (!chunk.toString().includes('ready')) return;
    console.log(JSON.stringify({ pid: command.pid }));
    if (die === 'exit') process.exit(3);
    if (die === 'throw')
      setImmediate(() => {
        throw new Error('as asked');
      });
    else setTimeout(() => process.kill(process.pid, die), 100);
  },
});
await command.result;
