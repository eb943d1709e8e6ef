import { expect, it } from 'vitest';
import { localServer, post, bareJob } from '../../local-server.ts';

it('set_debug_mode works, and says with the word for it that it did not', async () => {
  const server = await localServer();
  const pandaId = await server.submit(bareJob);
  for (const mode of [true, false]) {
    const answer = await post(server, 'job/set_debug_mode', { job_id: pandaId, mode });
    expect(answer).toEqual({ success: false, message: 'Succeeded', data: null });
    expect(server.job(pandaId)?.debug).toBe(mode);
  }
});

it('set_debug_mode knows which jobs there are', async () => {
  const answer = await post(await localServer(), 'job/set_debug_mode', { job_id: 9, mode: true });
  expect(answer).toMatchObject({ success: false, message: 'ERROR : job 9 not found in DB' });
});
