import { decodeJwt } from '../../jwt.js';
import type { Identity, JsonObject, RawFinding } from '../types.js';
import { tells } from './ties.js';
import type { Primitives } from './token.js';

/** Letters of a hash, of subject or token, that go into the samples. */
const HASH_LENGTH = 16;

/** A sign-in: which user of the pool, and whom the tokens were about. */
export interface SignedIn {
  index: number;
  identity: Identity;
  /** Access and refresh token, where they are looked at. */
  tokens?: readonly [access: unknown, refresh: unknown];
}

/**
 * Says which user signed in, and whom the tokens are about: a number and a hash, so that all sign-ins of a run can be compared
 * afterwards.
 *
 * @returns undefined where the claims tell users apart by nothing
 */
export function subjectOf(index: number, { sub, oid }: Identity, sha256: (text: string) => string): string | undefined {
  const id = [oid, sub].find(tells);
  return id === undefined ? undefined : `${index} ${sha256(String(id)).slice(0, HASH_LENGTH)}`;
}

/** Stands before the hash of a subject among those of tokens; no hash begins with it. */
export const SUBJECT = '~';

const NAMES = ['sub', 'preferred_username', 'user_name', 'username'];

/** Whom an access token is about that is opaque by contract, and a JWT by looks. */
function guessedSubject(token: unknown, { decode, sha256 }: Pick<Primitives, 'decode' | 'sha256'>): string[] {
  const claims = typeof token === 'string' ? decodeJwt(token, decode)?.claims : undefined;
  const subject = NAMES.map((name) => claims?.[name]).find((id) => typeof id === 'string' && id !== '' && tells(id));
  return subject === undefined ? [] : [SUBJECT + sha256(subject as string).slice(0, HASH_LENGTH)];
}

/**
 * Says which user got which opaque tokens, in the same way: an equal one is never another user's; and whom they are about, where they
 * show it.
 *
 * @returns undefined where the answer has none
 */
export function ownerOf(
  index: number,
  { access_token: access, refresh_token: refresh }: JsonObject,
  primitives: Pick<Primitives, 'decode' | 'sha256'>,
): string | undefined {
  const hashes = [access, refresh]
    .filter((token): token is string => typeof token === 'string' && token !== '')
    .map((token) => primitives.sha256(token).slice(0, HASH_LENGTH));
  return hashes.length === 0 ? undefined : [index, ...hashes, ...guessedSubject(access, primitives)].join(' ');
}

/**
 * Users and subjects that belong to more than one of the other, over all sign-ins of a run.
 *
 * @param subjects what {@link subjectOf} said of them
 * @returns how many are too many
 */
export function mixedUp(subjects: Iterable<string>): number {
  const [ofUsers, ofSubjects] = counted(subjects);
  return Math.max(tooMany(ofUsers), tooMany(ofSubjects));
}

/**
 * Subjects that belong to more than one user, where no contract says what a subject is: it may be another one at each sign-in, and a server
 * that names itself, its machines or a few roles in all tokens names nobody.
 */
export function sharedSubjects(subjects: Iterable<string>): number {
  const [ofUsers, ofSubjects] = counted(subjects);
  const namesNobody = ofSubjects.size === 1 || ofUsers.size > 2 * ofSubjects.size;
  return namesNobody ? 0 : tooMany(ofSubjects);
}

const tooMany = (counts: Map<string, number>): number => Array.from(counts.values()).reduce((sum, count) => sum + count - 1, 0);

/** How many subjects each user has, and how many users each subject. */
function counted(subjects: Iterable<string>): [ofUsers: Map<string, number>, ofSubjects: Map<string, number>] {
  const [ofUsers, ofSubjects] = [new Map<string, number>(), new Map<string, number>()];
  for (const subject of subjects) {
    const [index = '', hash = ''] = subject.split(' ');
    ofUsers.set(index, (ofUsers.get(index) ?? 0) + 1);
    ofSubjects.set(hash, (ofSubjects.get(hash) ?? 0) + 1);
  }
  return [ofUsers, ofSubjects];
}

const finding = (pointer: string, found: string): RawFinding => ({
  rule: 'token.own-user',
  schema: 'check',
  pointer,
  keyword: 'check',
  found,
});

const MEMBERS = ['/access_token', '/refresh_token'] as const;

/**
 * A user has the same subject at every sign-in, and two users never have the same one, for the second of them would be let in
 * as the first.
 *
 * @returns undefined where that is so, as far as two sign-ins tell
 */
export function ownUserFinding(before: SignedIn | undefined, now: SignedIn): RawFinding | undefined {
  if (!before) return undefined;
  const isSameUser = before.index === now.index;
  for (const name of ['sub', 'oid'] as const) {
    const [then, id] = [before.identity[name], now.identity[name]];
    if (tells(then) && tells(id) && (then === id) !== isSameUser)
      return finding(`/access_token/claims/${name}`, isSameUser ? 'not the same as at the last sign-in' : "another user's");
  }
  if (isSameUser) return undefined;
  const isToken = (token: unknown) => typeof token === 'string' && token !== '';
  const shared = MEMBERS.find((_, i) => isToken(now.tokens?.[i]) && now.tokens?.[i] === before.tokens?.[i]);
  return shared && finding(shared, "another user's");
}
