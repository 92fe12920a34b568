/** Bytes that other people wrote as text: read as the mark at their beginning says, otherwise as UTF-8. Pure. */

const bigEndian32 = [0x00, 0x00, 0xfe, 0xff];
const littleEndian32 = [0xff, 0xfe, 0x00, 0x00];

/** The mark itself is no part of the text. What is no character of the encoding becomes U+FFFD. */
export function decodedText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (beginsWith(bytes, littleEndian32)) {
    return decoded32(bytes.subarray(4), true);
  }
  if (beginsWith(bytes, bigEndian32)) {
    return decoded32(bytes.subarray(4), false);
  }
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/** Whether these bytes can only be shown as bytes: a text holds no NUL, but for those of its encoding. */
export const isBinary = (bytes: Uint8Array): boolean => {
  const beginning = bytes.subarray(0, 8192);
  return beginning.includes(0) && decodedText(beginning).includes('\0');
};

const beginsWith = (bytes: Uint8Array, mark: readonly number[]): boolean =>
  mark.every((byte, index) => bytes[index] === byte);

/** No decoder of the platform knows it, and Python writes it. */
function decoded32(bytes: Uint8Array, isLittle: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const point = view.getUint32(at, isLittle);
    parts.push(point <= 0x10ffff && (point < 0xd800 || point >= 0xe000) ? String.fromCodePoint(point) : '\ufffd');
  }
  return parts.join('');
}
