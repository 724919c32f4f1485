import type { HttpAnswer } from '../errors.js';
import type { Claims } from '../tokens.js';

/** One way of going wrong. Every hook is optional, and called for the requests that the fault hits. */
export interface Fault {
  /** Changes the claims of a token before it is signed. */
  claims?: (claims: Claims, token: 'access' | 'id') => void;
  /** Changes the members of a token's header. */
  header?: (header: Claims) => void;
  /** Changes the members of a token response. */
  members?: (body: Claims) => void;
  /** Changes discovery document or key set. */
  document?: (endpoint: 'discovery' | 'keys', body: Claims) => void;
  /**
   * Replaces the whole answer of a token request.
   *
   * @param sent the password of the request, if it had one
   */
  answer?: (answer: HttpAnswer, sent: string) => HttpAnswer;
  /**
   * Waits before the answer goes out.
   *
   * @param load requests that are being answered
   */
  delay?: (load: number) => Promise<void>;
  /** Waits before the password is looked at. */
  beforePassword?: (sign: { known: boolean }) => Promise<void>;
  /** Waits before a right password is granted. */
  beforeGrant?: (sign: { failuresLately: number }) => Promise<void>;
  /** Breaks the connection: before the answer, half-way through it, or sends it drop by drop. */
  connection?: 'reset' | 'cut' | 'slow';
  /** Signs with another key than the published one, or with one that signs no more. */
  key?: 'wrong' | 'retired';
  /** Refuses what is right. */
  refuse?: true;
  /** Accepts wrong passwords. */
  accept?: true;
  /** Lets accounts sign in that must not. */
  anyAccount?: true;
  /** Redeems refresh tokens without a look at whose they are, and whether they were changed. */
  anyRefreshToken?: true;
  /** Compares passwords by how they begin, and without regard to case. */
  compareLoosely?: true;
  neverLock?: true;
  /** Lets a right password through a lock. */
  passLock?: true;
  /** Locks somebody else, too. */
  leakLock?: true;
  /** Counts wrong passwords for a name as it was typed. */
  lockAsTyped?: true;
  /** Says of a locked account whether the password was right. */
  lockTells?: true;
  /** Forgets attempts that went on at the same moment. */
  loseCounts?: true;
  /** Refuses what comes while another password of the same user is checked, and does not count it. */
  oneAtATime?: true;
}

/** A fault in the catalogue. */
export interface FaultEntry {
  sentence: string;
  /** What it takes after a colon, with an example; faults without take nothing. */
  argument?: string;
  /** @throws Error where the argument is no good */
  make: (argument: string) => Fault;
}
