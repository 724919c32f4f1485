import { type RuleId, rules } from '../../core/contract/rules.js';
import type { Deviation } from '../../core/contract/types.js';
import { inOrder, type Schema } from './changes.js';
import type { Row } from './judge.js';

/** A place of a schema: the rule that it stands for, its own or that of what it is within. */
interface Place {
  rule: unknown;
  pointer: string;
}

const withoutRule = (value: unknown): string => JSON.stringify(value, (name, inside: unknown) => (name === 'rule' ? undefined : inside));

/** Every place by a key that stays where a list is put in another order: an item of a list is known by what it says, but for its rule. */
function placesOf(node: unknown, key = '', pointer = '', within?: unknown, found = new Map<string, Place>()): Map<string, Place> {
  if (typeof node !== 'object' || node === null) return found;
  const rule = (node as Schema).rule ?? within;
  if (!Array.isArray(node)) found.set(key, { rule, pointer });
  for (const [name, child] of Object.entries(node)) {
    const step = Array.isArray(node) ? withoutRule(child) : name;
    placesOf(child, `${key}/${step}`, `${pointer}/${name}`, rule, found);
  }
  return found;
}

/** Whether who breaks a rule breaks the contract: it is a failure, and excused nowhere. */
function breaks(rule: unknown, register: readonly Deviation[]): boolean {
  return rules[rule as RuleId]?.severity === 'failure' && !register.some((entry) => entry.rule === rule && entry.cases === undefined);
}

/**
 * Judges which rules the places of a schema stand for: what broke a rule that is a failure, and now breaks one that is a warning or is
 * excused, passes from now on.
 */
export function judgeRules(schema: string, before: Schema, after: Schema, was: readonly Deviation[], is: readonly Deviation[]): Row[] {
  const [old, now] = [placesOf(inOrder(before)), placesOf(inOrder(after))];
  const moved = Array.from(now.entries()).filter(([key, { rule }]) => old.has(key) && old.get(key)?.rule !== rule);
  // Of a place with all that is within it the outermost is told.
  const outermost = moved.filter(([key]) => !moved.some(([other]) => other !== key && key.startsWith(`${other}/`)));
  return outermost.map(([key, { rule, pointer }]): Row => {
    const ruleBefore = old.get(key)?.rule;
    const isLet = breaks(ruleBefore, was) && !breaks(rule, is);
    const id = isLet ? 'rule-weakened' : 'rule-moved';
    return { id, effect: isLet ? 'breaking' : 'compatible', schema, pointer: pointer || '/', before: ruleBefore, after: rule };
  });
}
