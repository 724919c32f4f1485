import { expect, test } from 'vitest';
import { learnTemplate } from '../../lib/core/contract/recogniser/learn-template.js';
import { pad, readText } from '../../lib/core/contract/recogniser/template.js';
import type { SlotValues } from '../../lib/core/contract/recogniser/values.js';
import { type Template, writeText } from '../../lib/core/contract/recogniser/written-text.js';

const MEMBERS = Array.from('abcdefghijk', (name, i) => [name, `value ${i}`]);
const TEXT = JSON.stringify({ kept: true, ...Object.fromEntries(MEMBERS), time: 1_700_000_000 });

/** Every member but `kept` is a slot, numbered from 1. */
function learned(text = TEXT): Template {
  const refs = new Map([...MEMBERS.map(([name], i): [string, number] => [`/${name}`, i + 1]), ['/time', MEMBERS.length + 1]]);
  const template = learnTemplate(text, (pointer) => refs.get(pointer));
  if (template) pad(template);
  return template as Template;
}

function readFrom(text: string): SlotValues {
  const values: SlotValues = [''];
  readText(text, learned(), values);
  return values;
}

test('what is read of a text writes the same text again, however many slots it has', () => {
  const values = readFrom(TEXT);
  expect(values[1]).toBe('value 0');
  expect(values[12]).toBe('1700000000');
  expect(writeText(learned(), values)).toBe(TEXT);
});

test('other values of other lengths are read and written again', () => {
  const text = TEXT.replace('value 3', 'something longer').replace('value 7', '').replace('1700000000', '1800000000');
  const values = readFrom(text);
  expect(values[4]).toBe('something longer');
  expect(writeText(learned(), values)).toBe(text);
});

test.each([
  ['a piece that changed', TEXT.replace('"kept":true', '"kept":null')],
  ['one member more', TEXT.replace('"a"', '"z":1,"a"')],
  ['a quote in a value', TEXT.replace('value 3', 'val\\"ue 3')],
  ['a value of another type', TEXT.replace('"value 3"', '3')],
  ['something behind the end', `${TEXT} `],
  ['a text that ends too early', TEXT.slice(0, 30)],
])('%s is written otherwise than it was', (_, text) => {
  expect(writeText(learned(), readFrom(text))).not.toBe(text);
});

test.each([
  ['an escape', '{"a":"x\\u0041"}'],
  ['a line break', '{\n"a":"x"}'],
])('a text with %s is not learned', (_, text) => {
  expect(learned(text)).toBeUndefined();
});
