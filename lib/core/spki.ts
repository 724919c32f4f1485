function length(size: number): number[] {
  if (size < 0x80) return [size];
  return size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
}

function element(tag: number, content: number[]): number[] {
  return [tag, ...length(content.length), ...content];
}

// A DER integer is signed: a leading zero keeps a set top bit from meaning "negative".
function integer(bytes: Uint8Array): number[] {
  const digits = Array.from(bytes);
  return element(0x02, (digits[0] as number) >= 0x80 ? [0, ...digits] : digits);
}

const RSA_ENCRYPTION = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/**
 * The SubjectPublicKeyInfo (RFC 5280, 4.1.2.7; RFC 8017, A.1.1) of an RSA key given by its JWK members. k6 can import
 * this; a public RSA key that it imported as a JWK cannot verify (k6 v2.2.0).
 *
 * @param modulus `n`, decoded, big-endian
 * @param exponent `e`, decoded, big-endian
 */
export function rsaSpki(modulus: Uint8Array, exponent: Uint8Array): Uint8Array {
  const key = element(0x30, [...integer(modulus), ...integer(exponent)]);
  return new Uint8Array(element(0x30, [...RSA_ENCRYPTION, ...element(0x03, [0, ...key])]));
}
