import { expect, test } from 'vitest';
import { driftFrom, shapeOf } from '../../lib/core/contract/shape.js';
import { acceptShapes } from '../../lib/node/shape-lock.js';

const shape = (value: unknown) => shapeOf({ '': value }, []);

test.each([
  ['a new member', { a: 1, b: 2 }, [{ pointer: '/b', kind: 'new', found: 'number' }]],
  ['a member that vanished', {}, [{ pointer: '/a', kind: 'vanished', found: 'missing, was number' }]],
  ['a type that flipped', { a: '1' }, [{ pointer: '/a', kind: 'type', found: 'string, was number' }]],
  ['nothing new', { a: 7 }, []],
])('%s is a drift with its pointer', (_, seen, drifts) => {
  expect(driftFrom([shape({ a: 1 })], shape(seen))).toEqual(drifts);
});

test('the nearest of several accepted shapes is the one that a drift is told against', () => {
  expect(driftFrom([shape({ a: 1 }), shape({ a: 1, b: 2, c: 3 })], shape({ a: 1, b: 2 }))).toHaveLength(1);
});

test('a member whose name could be a secret is not named in a shape', () => {
  expect(shapeOf({ '': { Passxword1: 1, 'odd name': 2 } }, ['Passxword1'])).toEqual(['/?:number', ':object']);
});

test('accepting shapes replaces those of the target and leaves those of others', () => {
  const lock = { 'a/p': { 'sign-in 200': [[':object']] }, 'b/p': { 'sign-in 200': [[':array']] } };
  const seen = [{ key: 'sign-in 200', shape: '/x:number :object', firstSeen: 1, users: 1 }];
  expect(acceptShapes(lock, 'b/p', { shapes: seen })).toEqual({ ...lock, 'b/p': { 'sign-in 200': [['/x:number', ':object']] } });
});
