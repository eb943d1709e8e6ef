import { request as requestHttp, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { type Check, fail, type Finding, ok, warn } from '../check.ts';

/** The node's clock, held against the date in an answer of the server. */
export const clock: Check = {
  name: 'clock',
  about: "the node's clock, against the server's",
  needs: 'url',
  look: async ({ settings, signal, addresses }) => {
    const url = new URL(settings.url);
    try {
      await addresses(url.hostname);
      return [judgeClock(await secondsBehind(url, signal))];
    } catch {
      return [warn('no server has answered whose clock it could be held against')];
    }
  },
};

/** Certificates and proxies are valid from the second they are made; tokens allow a minute or none. */
const tolerableSeconds = 5;
/** Beyond these five minutes Kerberos, VOMS and most web servers refuse. */
const hopelessSeconds = 300;

/** Pure: how far the clock is behind the server's, which counts whole seconds. */
export function judgeClock(secondsBehindServer: number | undefined): Finding {
  if (secondsBehindServer === undefined) return warn('the server has not told its time');
  const seconds = Math.round(Math.abs(secondsBehindServer) * 10) / 10;
  const text = `${seconds} s ${secondsBehindServer < 0 ? 'ahead of' : 'behind'} the server`;
  const remedy = { owner: 'site', advice: 'keep the time with chrony or ntpd, and set it: chronyc makestep' } as const;
  if (seconds > hopelessSeconds) return fail(text, remedy);
  return seconds > tolerableSeconds ? warn(text, remedy) : ok(`less than ${tolerableSeconds} s from the server's`);
}

/** The answer's date stands for some moment of its second, and is held against the middle of the exchange. */
async function secondsBehind(url: URL, signal: AbortSignal): Promise<number | undefined> {
  const sentAt = Date.now();
  const date = await dateOf(url, signal);
  const middle = (sentAt + Date.now()) / 2;
  const server = Date.parse(date ?? '') + 500;
  return Number.isNaN(server) ? undefined : (server - middle) / 1000;
}

/** A wrong clock may be why the certificate is not valid: nothing is believed of the answer but its date, and nothing told. */
function dateOf(url: URL, signal: AbortSignal): Promise<string | undefined> {
  const options: RequestOptions & { readonly rejectUnauthorized: boolean } = {
    method: 'HEAD',
    signal,
    agent: false,
    rejectUnauthorized: false,
  };
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    request(url, options, (answer) => {
      resolve(answer.headers.date);
      answer.destroy();
    })
      .on('error', reject)
      .end();
  });
}
