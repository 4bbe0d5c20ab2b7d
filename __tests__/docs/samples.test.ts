import { expect, test } from '@jest/globals';
import { parseAnnouncement } from '../../src/orders/announcement.ts';
import { blocksOf, read } from '../support/markdown.ts';

test('the announcement that README.md shows is one, with nothing more', () => {
  const [sample = ''] = blocksOf(read('README.md'), 'json');

  const announcement = parseAnnouncement(JSON.parse(sample));

  expect(announcement).toEqual(JSON.parse(sample));
});
