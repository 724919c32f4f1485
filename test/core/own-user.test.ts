import { expect, test } from 'vitest';
import { mixedUp, subjectOf } from '../../lib/core/contract/checks/own-user.js';

const hash = (text: string) => `hash-of-${text}`.padEnd(43, '-');

test.each([
  [{ sub: 's', oid: 'o' }, '7 hash-of-o-------'],
  [{ sub: 's' }, '7 hash-of-s-------'],
  [{ sub: 'Not supported currently. Use oid claim.' }, undefined],
  [{}, undefined],
])('the subject of %j is %j', (identity, subject) => {
  expect(subjectOf(7, identity, hash)).toBe(subject);
});

test.each([
  ['everybody is somebody', ['1 a', '2 b', '3 c'], 0],
  ['two users are one subject', ['1 a', '2 a', '3 c'], 1],
  ['one user is two subjects', ['1 a', '1 b', '3 c'], 1],
  ['two are swapped now and then', ['1 a', '2 b', '1 b', '2 a'], 2],
])('where %s, %j, too many are %i', (_, subjects, count) => {
  expect(mixedUp(subjects)).toBe(count);
});
