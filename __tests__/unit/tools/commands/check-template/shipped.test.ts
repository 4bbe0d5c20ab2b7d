import { describe, expect, test } from '@jest/globals';
import { notPermissive, readAudit, shippedIn } from '../../../../../tools/commands/check-template/shipped.ts';

describe('the list of shipped packages', () => {
  test('has what the dependencies bring in, without development tools', () => {
    const lock = {
      packages: {
        '': { version: '1.0.0' },
        'node_modules/a': { version: '1.2.3', license: 'MIT' },
        'node_modules/a/node_modules/@scope/b': { version: '2.0.0' },
        'node_modules/tool': { version: '3.0.0', license: 'MIT', dev: true },
        'node_modules/types': { version: '4.0.0', license: 'MIT', devOptional: true },
      },
    };

    const shipped = shippedIn(lock);

    expect(shipped).toEqual([
      { name: 'a', version: '1.2.3', licence: 'MIT' },
      { name: '@scope/b', version: '2.0.0', licence: 'unknown' },
    ]);
  });

  test('names those whose licence is not known to be permissive', () => {
    const a = { name: 'a', version: '1.0.0', licence: 'MIT' };
    const b = { name: 'b', version: '1.0.0', licence: 'GPL-3.0' };

    const refused = notPermissive([a, b]);

    expect(refused).toEqual([b]);
  });
});

describe('an audit', () => {
  test('counts the known vulnerabilities', () => {
    const audit = readAudit(JSON.stringify({ metadata: { vulnerabilities: { total: 2 } } }));

    expect(audit).toEqual({ vulnerabilities: 2 });
  });

  test.each([
    ['{"statusCode":405,"message":"Method Not Allowed"}', 'HTTP 405'],
    ['{"message":"request failed"}', 'request failed'],
    ['', 'npm printed nothing'],
  ])('of which npm prints %j is unanswered', (output, unanswered) => {
    const audit = readAudit(output);

    expect(audit).toEqual({ unanswered });
  });
});
