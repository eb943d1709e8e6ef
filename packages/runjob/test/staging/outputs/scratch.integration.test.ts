import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { fakeTools } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { runOneJob } from '../../run-one-job.ts';

describe('what copy tools need of a job for a while', () => {
  it('lies in its directory, where whoever removes that finds it', async () => {
    const absent = 'echo "[ERROR] Server responded with an error: [3011] No such file or directory" >&2; exit 54';
    const { directory: tools, calls } = await fakeTools({
      xrdfs: { script: `case "$#-$2" in 1-) exit 1;; *-stat) ${absent};; esac` },
      xrdcp: { stderr: 'xrdcp: Invalid option\n', exitCode: 50 },
    });
    const settings = { environment: { PATH: `${tools}:/usr/bin:/bin` } };
    const { report, directory } = await runOneJob('echo 1 > out.txt; echo 2 > second.txt', {
      job: {
        outFiles: 'out.txt,second.txt,log.tgz',
        scopeOut: 'test,test',
        realDatasets: 'out,out,log',
        destinationDblock: 'out,out,log',
        destinationDBlockToken: 'NULL,NULL,NULL',
        ddmEndPointOut: 'NULL,NULL,NULL',
      },
      queuedata: { acopytools: { pw: ['xrdcp'] }, copytools: { xrdcp: settings }, se: 'root://storage.example.org/' },
    });
    expect(report).toMatchObject({ state: 'failed' });
    const uploads = (await calls()).filter(({ tool }) => tool === 'xrdcp').flatMap(({ args }) => args);
    const links = uploads.filter((word) => word.startsWith(`${directory.root}/.panda-`));
    expect(links.length).toBeGreaterThan(1);
    expect(links.map((path) => existsSync(path))).not.toContain(true);
    expect((await readdir(directory.root)).filter((name) => name.startsWith('.panda-'))).toEqual([]);
  });
});
