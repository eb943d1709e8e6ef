import { Command } from 'commander';
import type { ProxyGetOptions } from '../commands/proxy-get.ts';
import type { ProxyInfoOptions } from '../commands/proxy-info.ts';
import { withHelp } from './help.ts';
import type { ProgramDeps } from '../program-deps.ts';

/** `panda-pilot proxy`: looks at proxies, and fetches those that owners of jobs have left in MyProxy. */
export function proxyCommand(deps: ProgramDeps): Command {
  const command = new Command('proxy').addCommand(getCommand(deps)).addCommand(infoCommand(deps));
  return withHelp(command, {
    line: 'Look at an X.509 proxy, or fetch one from MyProxy, without any grid software.',
    paragraph: '',
    examples: [
      ['what is in a proxy, and what is wrong with it?', 'panda-pilot proxy info /tmp/x509up_u1000'],
      [
        'does MyProxy give us the proxy of a user?',
        "panda-pilot proxy get --myproxy myproxy.example.org --owner '/DC=org/CN=Jane Doe' --out proxy",
      ],
    ],
  });
}

function getCommand(deps: ProgramDeps): Command {
  const command = myProxyOptions(new Command('get'), 'requiredOption')
    .requiredOption('--out <file>', 'where the proxy is put, readable by you alone, in place of an older one')
    .option('--passphrase-file <file>', 'the passphrase of the credential (default: none; the server must trust us)')
    .option('--minutes <n>', 'how long it must last at least (default: 0)')
    .option('--json', 'what was fetched, as JSON');
  withHelp(command, {
    line: 'Fetch the proxy of a user from MyProxy, as the pilot does for a payload.',
    paragraph:
      'Without a passphrase the server must know us, by our own proxy, as a trusted retriever. Nothing is written unless the proxy is in order and of that user.',
    examples: [
      [
        'as a trusted retriever',
        "panda-pilot proxy get --myproxy myproxy.example.org --owner '/DC=org/CN=Jane Doe' --name panda --out proxy",
      ],
      [
        'with a passphrase',
        'panda-pilot proxy get --myproxy localhost:7512 --owner jane --passphrase-file secret --out proxy',
      ],
    ],
    exitCodes: true,
  });
  return command.action(async (options: ProxyGetOptions) => {
    const { proxyGet } = await import('../commands/proxy-get.ts');
    deps.setExitCode(await proxyGet(options, deps.facts));
  });
}

function infoCommand(deps: ProgramDeps): Command {
  const command = myProxyOptions(new Command('info'), 'option')
    .argument('[file]', 'the proxy (default: X509_USER_PROXY, else /tmp/x509up_u<uid>)')
    .option('--json', 'as JSON');
  withHelp(command, {
    line: 'Say what is in a proxy and what is wrong with it, or what MyProxy has stored for a user.',
    paragraph: '',
    examples: [
      ['our own', 'panda-pilot proxy info'],
      ['what MyProxy has of us', "panda-pilot proxy info --myproxy myproxy.example.org --owner '/DC=org/CN=Jane Doe'"],
    ],
    exitCodes: true,
  });
  return command.action(async (file: string | undefined, options: ProxyInfoOptions) => {
    const { proxyInfo } = await import('../commands/proxy-info.ts');
    deps.setExitCode(await proxyInfo(file, options, deps.facts));
  });
}

/** Which server, whose credential, and who we are to it. */
function myProxyOptions(command: Command, kind: 'option' | 'requiredOption'): Command {
  command[kind]('--myproxy <host[:port]>', 'the MyProxy server');
  command[kind](
    '--owner <name>',
    'the name that the credential is stored under: for PanDA the distinguished name of the user',
  );
  return command
    .option('--name <name>', 'the name of the credential, when the user has several')
    .option('--proxy <file>', 'our own proxy (default: X509_USER_PROXY, else /tmp/x509up_u<uid>)')
    .option(
      '--ca-directory <dir>',
      'certificates of the authorities (default: X509_CERT_DIR, else /etc/grid-security/certificates)',
    );
}
