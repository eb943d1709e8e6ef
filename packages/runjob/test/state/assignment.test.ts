import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { defaultSettings, readAssignment, writeAssignment } from '../../src/state/assignment.ts';
import { jobFixture } from '../job-fixture.ts';

const queuedataText = '{"nickname":"Q","copytool":"cp"}';

describe('job.json', () => {
  it('gives runjob the job, the queue and the settings as the agent had them', async () => {
    const path = join(await tempDir(), 'job.json');
    await writeAssignment(path, { job: jobFixture(), queuedataText, queue: 'Q', settings: { graceMs: 5 } });
    const { job, queuedata, settings } = await readAssignment(path);
    expect(job).toEqual(jobFixture());
    expect(queuedata.copytool).toBe('cp');
    expect(settings).toEqual({ ...defaultSettings, graceMs: 5 });
  });

  it('names every output once and for all', async () => {
    const path = join(await tempDir(), 'job.json');
    await writeAssignment(path, { job: jobFixture(), queuedataText, queue: 'Q' });
    const first = await readAssignment(path);
    const second = await readAssignment(path);
    expect(first.guids['out.root']).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
    expect(second.guids).toEqual(first.guids);
  });

  it('keeps no secret of the pilot: a payload of our own account can read it', async () => {
    const path = join(await tempDir(), 'job.json');
    const job = jobFixture({ secrets: '{"user":"x"}', pilotSecrets: '{"pilot":"hush"}' });
    await writeAssignment(path, { job, queuedataText, queue: 'Q' });
    expect(readFileSync(path, 'utf8')).not.toContain('hush');
    expect((await readAssignment(path)).job.secrets).toBe('{"user":"x"}');
  });

  it('is not readable by others: it may hold the owner’s secrets', async () => {
    const path = join(await tempDir(), 'job.json');
    await writeAssignment(path, { job: jobFixture({ secrets: '{"token":"x"}' }), queuedataText, queue: 'Q' });
    const { statSync } = await import('node:fs');
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(readFileSync(path, 'utf8')).toContain('token');
  });

  it.each([['{}'], ['not json'], ['[]'], ['']])('that holds %j is refused with one sentence', async (content) => {
    const root = await tree({ 'job.json': content });
    await expect(readAssignment(join(root, 'job.json'))).rejects.toMatchObject({ errorName: 'FILE_HANDLING_FAILURE' });
    await expect(readAssignment(join(root, 'absent.json'))).rejects.toThrow(/describes no job/);
  });
});
