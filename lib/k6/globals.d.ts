// Globals of k6 2.2 that @types/k6 lacks; the DOM library would hide what k6 does not have (URL, fetch, structuredClone).
export {};

declare global {
  interface CryptoKey {
    readonly type: string;
  }

  var console: Record<'log' | 'info' | 'warn' | 'error', (text: string) => void>;

  class TextEncoder {
    encode(text: string): Uint8Array;
  }

  var crypto: {
    subtle: {
      importKey(
        format: 'spki',
        key: ArrayBuffer,
        algorithm: { name: string; hash: string },
        extractable: boolean,
        usages: string[],
      ): Promise<CryptoKey>;
      verify(algorithm: string, key: CryptoKey, signature: ArrayBuffer, data: Uint8Array): Promise<boolean>;
    };
  };
}
