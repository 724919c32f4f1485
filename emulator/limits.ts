import type { LimitSettings } from './settings.js';

interface Window {
  start: number;
  count: number;
}

const MAX_ADDRESSES = 100_000;

/** Requests an address and a tenant may send in a window of time (Azure AD B2C, service limits). */
export class Limits {
  readonly #windows = new Map<string, Window>();

  constructor(readonly settings: { perAddress: LimitSettings | null; perTenant: LimitSettings | null }) {}

  /**
   * Counts a request.
   *
   * @returns the seconds until the window is over, where the request is over a limit
   */
  excess(address: string, now: number): number | undefined {
    const { perAddress, perTenant } = this.settings;
    return (
      (perTenant && this.#take('tenant', perTenant, now)) ?? (perAddress && this.#take(`address ${address}`, perAddress, now)) ?? undefined
    );
  }

  #take(key: string, { count, seconds }: LimitSettings, now: number): number | undefined {
    const old = this.#windows.get(key);
    const window = old && now < old.start + seconds * 1000 ? old : { start: now, count: 0 };
    this.#windows.set(key, window);
    if (this.#windows.size > MAX_ADDRESSES) this.#windows.delete(this.#windows.keys().next().value as string);
    if (window.count >= count) return Math.ceil((window.start + seconds * 1000 - now) / 1000);
    window.count += 1;
    return undefined;
  }
}
