import { isObject, type Shape } from './types.js';

// A member whose name is no plain word could spell out anything, a secret too.
const PLAIN_NAME = /^[A-Za-z_][\w.-]{0,63}$/;

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

function holdsSecret(name: string, secrets: readonly string[]): boolean {
  for (let i = 0; i < secrets.length; i++) if (name.includes(secrets[i] as string)) return true;
  return false;
}

// In k6 this is a third of the slow path, so it calls itself only for what has something in it, and counts nothing twice but lists.
function collect(value: unknown, pointer: string, secrets: readonly string[], seen: string[]): void {
  seen.push(`${pointer}:${typeOf(value)}`);
  if (Array.isArray(value)) for (let i = 0; i < value.length; i++) collect(value[i], `${pointer}/*`, secrets, seen);
  if (!isObject(value)) return;
  const names = Object.keys(value);
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string;
    const inside = value[name];
    const plain = PLAIN_NAME.test(name) && !holdsSecret(name, secrets);
    const at = `${pointer}/${plain ? name : '?'}`;
    if (typeof inside === 'object') collect(inside, at, secrets, seen);
    else seen.push(`${at}:${typeof inside}`);
  }
}

/** @param parts what stands where: the body at '', claims at '/access_token/claims' */
export function shapeOf(parts: Record<string, unknown>, secrets: readonly string[]): Shape {
  const seen: string[] = [];
  for (const [pointer, value] of Object.entries(parts)) if (value !== undefined) collect(value, pointer, secrets, seen);
  seen.sort();
  const shape: Shape = [];
  for (let i = 0; i < seen.length; i++) if (seen[i] !== seen[i - 1]) shape.push(seen[i] as string);
  return shape;
}

/** One way in which a shape differs from one that was accepted. */
export interface Drift {
  pointer: string;
  kind: 'new' | 'vanished' | 'type';
  /** The types, such as `number, was string`. */
  found: string;
}

const split = (entry: string): [string, string] => [entry.slice(0, entry.lastIndexOf(':')), entry.slice(entry.lastIndexOf(':') + 1)];

function difference(accepted: Shape, seen: Shape): Drift[] {
  const before = new Map(accepted.filter((entry) => !seen.includes(entry)).map(split));
  const after = new Map(seen.filter((entry) => !accepted.includes(entry)).map(split));
  const drifts: Drift[] = [];
  for (const [pointer, type] of after) {
    const was = before.get(pointer);
    if (was === undefined) drifts.push({ pointer, kind: 'new', found: type });
    else drifts.push({ pointer, kind: 'type', found: `${type}, was ${was}` });
  }
  for (const [pointer, type] of before) if (!after.has(pointer)) drifts.push({ pointer, kind: 'vanished', found: `missing, was ${type}` });
  return drifts;
}

/** How a shape differs from the nearest one that was accepted; nothing where it is one of them. */
export function driftFrom(accepted: readonly Shape[], seen: Shape): Drift[] {
  const text = seen.join();
  if (accepted.some((shape) => shape.join() === text)) return [];
  let nearest: Drift[] | undefined;
  for (const shape of accepted) {
    const drifts = difference(shape, seen);
    if (nearest === undefined || drifts.length < nearest.length) nearest = drifts;
  }
  return nearest ?? [];
}
