import { expect, test } from 'vitest';
import { mixedUp, ownerOf, sharedSubjects, subjectOf } from '../../lib/core/contract/checks/own-user.js';

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

test.each([
  ['everybody is somebody', ['1 ~a', '2 ~b'], 0],
  ['two users are one subject', ['1 ~a', '2 ~a', '3 ~c'], 1],
  ['a user is somebody else each time', ['1 ~a', '1 ~b', '2 ~c'], 0],
  ['all tokens name the server', ['1 ~a', '2 ~a', '3 ~a'], 0],
  ['tokens name one of two machines', ['1 ~a', '2 ~b', '3 ~a', '4 ~b', '5 ~a'], 0],
])('of opaque tokens by which %s, %j, too many are %i', (_, subjects, count) => {
  expect(sharedSubjects(subjects)).toBe(count);
});

const primitives = { sha256: hash, decode: (text: string) => Buffer.from(text, 'base64url').toString() };
const jwt = (claims: object) =>
  ['{"alg":"RS256"}', JSON.stringify(claims), 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.');

test.each([
  [jwt({ sub: 'me' }), ' ~hash-of-me------'],
  [jwt({ user_name: 'me', sub: 7 }), ' ~hash-of-me------'],
  [jwt({}), ''],
  ['opaque', ''],
])('an opaque access token %s tells its user as far as %j', (access, subject) => {
  expect(ownerOf(7, { access_token: access }, primitives)).toBe(`7 ${hash(access).slice(0, 16)}${subject}`);
});
