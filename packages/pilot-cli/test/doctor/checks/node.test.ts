import { expect, it } from 'vitest';
import { judgeNode, systemIn } from '../../../src/doctor/checks/node.ts';

it.each([
  ['v20.19.0', 'ok'],
  ['v24.0.1', 'ok'],
  ['v20.18.3', 'fail'],
  ['v18.20.8', 'fail'],
])('Node %s is %s', (version, level) => {
  const about = { system: systemIn('NAME=x\nPRETTY_NAME="AlmaLinux 9.5"\n'), kernel: '5.14', arch: 'x64' };
  expect(judgeNode(version, about)).toMatchObject({
    level,
    text: `Node ${version.slice(1)} on AlmaLinux 9.5, Linux 5.14, x64`,
  });
});
