import { describe, expect, it } from 'vitest';
import { parseServerCommands } from '../../src/records/server-command.ts';

describe('parseServerCommands', () => {
  it.each(['NULL', '', '  ', null, undefined])('finds nothing to do in %j', (command) => {
    expect(parseServerCommands(command)).toEqual([]);
  });

  it.each(['tobekilled', 'softkill', 'debug', 'alreadydone', 'badattemptnr'])('knows %s', (word) => {
    expect(parseServerCommands(word)).toEqual([{ kind: word }]);
  });

  it.each([
    ['debug,tobekilled', [{ kind: 'debug' }, { kind: 'tobekilled' }]],
    ['debug,tail payload.stdout', [{ kind: 'debug' }, { kind: 'text', text: 'tail payload.stdout' }]],
    ['debug,ls -l a,b,tobekilled', [{ kind: 'debug' }, { kind: 'text', text: 'ls -l a,b,tobekilled' }]],
    ['ps -ef', [{ kind: 'text', text: 'ps -ef' }]],
    ['debug,', [{ kind: 'debug' }]],
    ['debugger', [{ kind: 'text', text: 'debugger' }]],
  ])('reads %j', (command, commands) => {
    expect(parseServerCommands(command)).toEqual(commands);
  });
});
