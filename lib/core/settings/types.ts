import { parseBaseUrl } from '../base-url.js';
import { formatDuration, LONGEST_MS, parseDuration } from '../duration.js';

/** A kind of value: what it takes, in words, and how it is read. `undefined` means that the text does not fit. */
export interface SettingType<T> {
  takes: string;
  read: (text: string) => T | undefined;
}

function number(takes: string, fits: (value: number) => boolean): SettingType<number> {
  return {
    takes: `${takes}, in digits`,
    read: (text) => {
      const value = Number(text);
      return /^-?\d+(\.\d+)?$/.test(text) && fits(value) ? value : undefined;
    },
  };
}

export const text: SettingType<string> = { takes: 'text', read: (value) => value };

export const url = {
  takes: 'an http or https URL without user, query or fragment, such as https://yourtenant.b2clogin.com',
  read: parseBaseUrl,
};

const isLength = (ms: number | undefined): boolean => ms !== undefined && ms > 0 && ms <= LONGEST_MS;

export const duration: SettingType<number> = {
  takes: `a duration such as 500ms, 30s or 1m30s, up to ${formatDuration(LONGEST_MS)}`,
  read: (value) => (isLength(parseDuration(value)) ? parseDuration(value) : undefined),
};

export const rate = number('a number above 0 (requests a second)', (value) => value > 0);
/** Names of users have eight digits. */
const MOST = 99_999_999;

export const count = number('a whole number above 0, up to 99999999', (value) => Number.isInteger(value) && value > 0 && value <= MOST);
export const factor = number('a number above 0', (value) => value > 0);
export const milliseconds = number('a number of milliseconds above 0', (value) => value > 0);
export const share = number('a share between 0 and 1', (value) => value >= 0 && value <= 1);

const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)$/;

export const hosts: SettingType<string[]> = {
  takes: 'host names without scheme and port, separated by commas',
  read: (value) => listOf(value.toLowerCase(), (host) => HOST.test(host)),
};

export const names: SettingType<string[]> = {
  takes: 'names, separated by commas',
  read: (value) => listOf(value, (name) => name !== ''),
};

function listOf(value: string, fits: (item: string) => boolean): string[] | undefined {
  const items = value.split(',').map((item) => item.trim());
  return items.every(fits) ? items : undefined;
}

export function choice<const C extends string>(...choices: C[]): SettingType<C> {
  return { takes: `one of ${choices.join(', ')}`, read: (value) => choices.find((item) => item === value) };
}

export function choices<const C extends string>(...all: C[]): SettingType<C[]> {
  return {
    takes: `some of ${all.join(', ')}, separated by commas`,
    read: (value) => {
      const names = value.split(',').map((name) => name.trim());
      return names.every((name) => all.includes(name as C)) ? (names as C[]) : undefined;
    },
  };
}

/** From a number up to a number. */
export interface Range {
  from: number;
  to: number;
}

export const range: SettingType<Range> = {
  takes: 'a number from 1 to 999, or a range such as 10..14',
  read: (value) => {
    const [, from = '', to = from] = /^([1-9]\d{0,2})(?:\.\.([1-9]\d{0,2}))?$/.exec(value) ?? [];
    return from !== '' && Number(to) >= Number(from) ? { from: Number(from), to: Number(to) } : undefined;
  },
};

/** One of several runners that share a load. */
export interface Segment {
  index: number;
  of: number;
}

export const segment: SettingType<Segment> = {
  takes: 'a part such as 2/4',
  read: (value) => {
    const [, index = '', of = ''] = /^([1-9]\d?)\/([1-9]\d?)$/.exec(value) ?? [];
    return Number(index) >= 1 && Number(index) <= Number(of) ? { index: Number(index), of: Number(of) } : undefined;
  },
};
