import { describe, expect, it } from 'vitest';
import { parseJobDefinitions } from '../../src/harvester/job-definitions.ts';

const parse = (text: string) => parseJobDefinitions(text, 'pandaJobData.out');

describe('parseJobDefinitions', () => {
  it('reads what a server has answered: blanks kept, the last of two values', () =>
    expect(parse('StatusCode=0&PandaID=7&jobPars=-c+%22echo+a%26b%22&inFiles=&logFile=a&logFile=b\n')).toEqual([
      { StatusCode: '0', PandaID: '7', jobPars: '-c "echo a&b"', inFiles: '', logFile: 'b' },
    ]));

  it("reads Harvester's map of jobs, in its order", () =>
    expect(parse('{"12": {"jobPars": "x"}, "9": {"PandaID": 9, "attemptNr": 2}}')).toEqual(
      expect.arrayContaining([
        { PandaID: 12, jobPars: 'x' },
        { PandaID: 9, attemptNr: 2 },
      ]),
    ));

  it('reads one job in JSON', () => expect(parse('{"PandaID": 9}')).toEqual([{ PandaID: 9 }]));

  it.each([
    ['', 'is empty'],
    [' \n', 'is empty'],
    ['a\0b', 'is no text'],
    ['<html>', 'is a web page, no job'],
    ['{"PandaID": ', 'is not JSON'],
    ['[1]', 'is not a map of jobs'],
    ['{}', 'has no job'],
    ['{"__proto__": {"PandaID": 1}}', 'has "__proto__" in the place of a PandaID'],
    ['{"../../etc": {}}', 'has "../../etc" in the place of a PandaID'],
    ['{"7": []}', 'has no job under 7'],
    ['{"7": null}', 'has no job under 7'],
    ['{"7": {"PandaID": 8}}', 'has another job than 7 under 7'],
    ['{"9999999999999999999": {}}', 'has "9999999999999999999" in the place of a PandaID'],
    ['StatusCode=20', 'has no job: StatusCode 20'],
    ['hello', 'has no PandaID'],
    ['%%%=%zz', 'has no PandaID'],
  ])('refuses %j in one sentence', (text, problem) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ code: 1303, message: expect.stringMatching(/^[^\n]*: pandaJobData\.out [^\n]*$/) }),
    );
    expect(() => parse(text)).toThrow(`pandaJobData.out ${problem}`);
  });

  it('adds nothing to every object', () => {
    parse('{"7": {"__proto__": {"polluted": true}, "constructor": 1}}');
    expect({}).not.toHaveProperty('polluted');
  });
});
