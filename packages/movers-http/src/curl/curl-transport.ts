import { type CommandOutcome, createSiteRunner, endedWell, type MoverTools, toolError } from '@panda-pilot/movers-core';
import type { DavOptions } from '../dav/options.ts';
import type { Session } from '../session.ts';
import type { HttpAnswer, HttpRequest, Transport } from '../transport.ts';
import { answerIn, bytesIn } from './curl-answer.ts';
import { curlConfig, type CurlRun } from './curl-config.ts';
import { curlOutcomes, lacksList } from './curl-outcome.ts';
import { type CurlTrust, curlTrust } from './curl-trust.ts';

/** HTTP by one run of curl for each request. */
export function createCurlTransport(
  options: DavOptions,
  { session, tools }: { readonly session: Session; readonly tools: MoverTools },
): Transport {
  const { stallMs } = options;
  const runner = createSiteRunner(options, tools);

  const run = async (
    request: HttpRequest,
    files: Pick<CurlRun, 'upload' | 'output'> = {},
  ): Promise<HttpAnswer & { readonly sent: number; readonly received: number }> => {
    const { url, token, signal, timeoutMs } = request;
    const { authorization, credential } = await session.show(url, token);
    const proxyFile = credential.certificate === undefined ? undefined : session.places.proxyFile;
    const trust = await curlTrust(url, session.places, options);
    const talk = (whom: CurlTrust['files']): Promise<CommandOutcome> => {
      const stdin = curlConfig({ request, authorization, proxyFile, stallMs, ...whom, ...files });
      return runner.run('curl', ['--disable', '--config', '-'], { signal, timeoutMs, file: url.href, stdin });
    };
    let outcome = await talk(trust.files);
    // Nothing was sent: lists count where they are, and this authority has none.
    if (trust.unlisted === 'believe' && lacksList(outcome))
      outcome = await talk({ ...trust.files, crlfile: undefined });
    const { stdout, stderr } = outcome;
    const answer = answerIn(stdout);
    if (!endedWell(outcome) || answer === undefined) {
      const complaint = /curl: \(\d+\) .*/.exec(stderr)?.[0];
      throw toolError({ ...outcome, stdout: '' }, { tool: 'curl', file: url.href, complaint }, curlOutcomes);
    }
    return { ...answer, ...bytesIn(stderr) };
  };

  return {
    ask: (request) => run(request, request.method === 'HEAD' ? { output: '/dev/null' } : {}),

    async download(request, { file, path, accept }) {
      // What a hop before left there.
      await file.truncate(0);
      const answer = await run(request, { output: path });
      if (answer.status === 200) accept(answer);
      const { size } = await file.stat();
      if (answer.status === 200) return { ...answer, bytes: size };
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
      return { ...answer, text: buffer.toString('utf8', 0, bytesRead), bytes: 0 };
    },

    async upload(request, { path }) {
      const answer = await run(request, { upload: path });
      return { ...answer, bytes: answer.sent };
    },
  };
}
