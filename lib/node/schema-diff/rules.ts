import { type RuleId, rules } from '../../core/contract/rules.js';
import type { Deviation } from '../../core/contract/types.js';
import type { Row } from './judge.js';

type Node = Record<string, unknown>;

/** The rule that each place of a schema stands for: its own, or that of what it is within. */
function rulesOf(node: unknown, pointer = '', within: unknown = undefined, found = new Map<string, unknown>()): Map<string, unknown> {
  if (typeof node !== 'object' || node === null) return found;
  const rule = (node as Node).rule ?? within;
  found.set(pointer, rule);
  for (const [name, child] of Object.entries(node)) rulesOf(child, `${pointer}/${name}`, rule, found);
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
export function judgeRules(schema: string, before: Node, after: Node, was: readonly Deviation[], is: readonly Deviation[]): Row[] {
  const [old, now] = [rulesOf(before), rulesOf(after)];
  const moved = [...now].filter(([pointer, rule]) => old.has(pointer) && old.get(pointer) !== rule);
  // Of a place with all that is within it the outermost is told.
  const outermost = moved.filter(([pointer]) => !moved.some(([other]) => other !== pointer && pointer.startsWith(`${other}/`)));
  return outermost.map(([pointer, rule]): Row => {
    const isLet = breaks(old.get(pointer), was) && !breaks(rule, is);
    const id = isLet ? 'rule-weakened' : 'rule-moved';
    return { id, effect: isLet ? 'breaking' : 'compatible', schema, pointer: pointer || '/', before: old.get(pointer), after: rule };
  });
}
