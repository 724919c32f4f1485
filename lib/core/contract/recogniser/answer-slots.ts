import { Value } from './values.js';

const MEMBERS: Record<string, number> = {
  '/access_token': Value.accessToken,
  '/id_token': Value.idToken,
  '/refresh_token': Value.refreshToken,
  '/profile_info': Value.profileInfo,
};
// Claims that say what a token is for; the other texts say about whom it is.
const FIXED_CLAIMS = ['/iss', '/aud', '/azp', '/ver', '/tfp', '/acr', '/idp', '/scp'];
const FIXED_PROFILE = ['/ver', '/tid', '/idp'];
const ISSUE_TIMES = ['/exp', '/nbf', '/iat'];

/** Which values of a text become slots. */
export type SlotOf = (pointer: string, value: unknown) => number | undefined;

/** Numbers the times that follow from the moment of issue, which is the first of them. */
export class IssueTimes {
  moment: number | undefined;
  readonly offsets: number[] = [];

  slot(value: unknown): number {
    if (this.moment === undefined) {
      this.moment = Number(value);
      return Value.moment;
    }
    const offset = Number(value) - this.moment;
    if (offset === 0) return Value.moment;
    if (!this.offsets.includes(offset)) this.offsets.push(offset);
    return Value.issued + this.offsets.indexOf(offset);
  }
}

/** Numbers the texts about a person: one that a claim of the same name had before must be the same again. */
export class PersonalTexts {
  readonly #seen: { pointer: string; value: string }[] = [];

  slot(pointer: string, value: string): number {
    const before = this.#seen.findIndex((text) => text.pointer === pointer && text.value === value);
    if (before >= 0) return Value.person + before;
    this.#seen.push({ pointer, value });
    return Value.person + this.#seen.length - 1;
  }

  numberOf(wanted: string): number | undefined {
    const found = this.#seen.findIndex(({ pointer }) => pointer === wanted);
    return found < 0 ? undefined : Value.person + found;
  }
}

/** The slots of a token response. */
export function memberSlot(times: IssueTimes): SlotOf {
  return (pointer, value) => {
    if (pointer === '/not_before' || pointer === '/expires_on') return times.slot(value);
    return MEMBERS[pointer];
  };
}

// Members that are the same in everybody's answers.
const FIXED_MEMBERS = ['token_type', 'scope', 'resource'];

/**
 * Whether a member that is no slot may be a token, or say whom the answer is for: what is learned is no secret, and setup() returns it.
 * Answers with such a member take the slow path. Texts of digits are numbers, as B2C writes them.
 */
export function mayBeSecret(name: string, value: unknown): boolean {
  if (MEMBERS[`/${name}`] !== undefined || FIXED_MEMBERS.includes(name)) return false;
  return typeof value === 'object' ? value !== null : typeof value === 'string' && !/^\d{1,10}$/.test(value);
}

/** The slots of profile_info: what does not say what it is for is about the person. */
export function profileSlot(texts: PersonalTexts): SlotOf {
  return (pointer, value) => (typeof value === 'string' && !FIXED_PROFILE.includes(pointer) ? texts.slot(pointer, value) : undefined);
}

/** The slots of a token's claims. */
export function claimSlot(times: IssueTimes, texts: PersonalTexts): SlotOf {
  return (pointer, value) => {
    if (pointer === '/auth_time') return Value.authTime;
    if (pointer === '/at_hash') return Value.atHash;
    if (ISSUE_TIMES.includes(pointer)) return times.slot(value);
    return typeof value === 'string' && !FIXED_CLAIMS.includes(pointer) ? texts.slot(pointer, value) : undefined;
  };
}
