import type { DirectoryUser } from './directory.js';
import { OAuthError } from './errors.js';
import type { Fault } from './faults/fault.js';
import type { Service } from './service.js';

/** A sign-in as it arrived. */
export interface SignIn {
  username: string;
  password: string;
  address: string;
  faults: readonly Fault[];
}

const has = (faults: readonly Fault[], name: keyof Fault): boolean => faults.some((fault) => fault[name] !== undefined);

/** Looks up the user, and refuses one that cannot sign in. The password is checked all the same: time must not tell. */
function whoMaySignIn(
  { settings, directory, clock }: Service,
  user: DirectoryUser | undefined,
  anyAccount: boolean,
): OAuthError | undefined {
  const { answers, graph } = settings;
  if (!user) return new OAuthError(answers.unknownUser);
  if (anyAccount) return undefined;
  if (user.state === 'disabled') return new OAuthError(answers.disabled);
  if (user.state === 'federated') return new OAuthError(answers.federated);
  if (user.state === 'expired') return new OAuthError(answers.expired);
  const ready = user.createdAt === 0 || clock.now() >= user.createdAt + graph.delaySeconds * 1000;
  return ready && directory.find(user.signInName) ? undefined : new OAuthError(answers.unknownUser);
}

/**
 * Checks a password and keeps the lockout's books.
 *
 * @throws OAuthError for every refusal
 */
export async function signIn(service: Service, request: SignIn): Promise<DirectoryUser> {
  if (!has(request.faults, 'oneAtATime')) return checkAndCount(service, request);
  const user = request.username.toLowerCase();
  if (!service.faults.beginCheck(user)) throw new OAuthError(service.settings.answers.wrongPassword);
  return checkAndCount(service, request).finally(() => service.faults.endCheck(user));
}

async function checkAndCount(service: Service, { username, password, address, faults }: SignIn): Promise<DirectoryUser> {
  const { settings, directory, lockout, lockClock: clock, capacity } = service;
  const { answers } = settings;
  if (lockout.isBlocked(address, clock.now())) throw new OAuthError(answers.addressBlocked);
  const user = directory.find(username);
  const attempt = lockout.begin(has(faults, 'lockAsTyped') ? username : username.toLowerCase(), address);
  await capacity.spend(password);
  for (const fault of faults) await fault.beforePassword?.({ known: user !== undefined });
  const refusal = whoMaySignIn(service, user, has(faults, 'anyAccount'));
  if (!user || refusal) {
    lockout.failed(attempt, password, clock.now());
    throw refusal ?? new OAuthError(answers.unknownUser);
  }
  const right = directory.passwordIsRight(user, password, has(faults, 'compareLoosely')) || has(faults, 'accept');
  if (lockout.isLocked(attempt.user, address, clock.now()) && !(right && has(faults, 'passLock')))
    throw new OAuthError(!right && has(faults, 'lockTells') ? answers.wrongPassword : answers.locked);
  if (!right) {
    if (!has(faults, 'neverLock')) {
      const locked = lockout.failed(attempt, password, clock.now(), has(faults, 'loseCounts') ? attempt.seen : undefined);
      if (has(faults, 'leakLock') && locked) service.faults.lockAnother(attempt.user, lockout, clock.now());
    }
    service.faults.noteFailure(clock.now());
    throw new OAuthError(answers.wrongPassword);
  }
  for (const fault of faults) await fault.beforeGrant?.({ failuresLately: service.faults.failuresLately(clock.now()) });
  if (has(faults, 'refuse')) throw new OAuthError(answers.wrongPassword);
  lockout.succeeded(attempt.user, address);
  service.faults.noteSuccess(attempt.user, address);
  return user;
}
