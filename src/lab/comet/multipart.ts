/**
 * Reads `multipart/form-data` bodies as bytes. The platform's own reader turns a part without a file name into text,
 * which breaks binary parts that some trackers' clients send without one.
 */

export interface Part {
  readonly name: string;
  readonly fileName: string | null;
  readonly bytes: Uint8Array;
}

/** Null when the body is not well-formed. */
export function readMultipart(contentType: string, body: Uint8Array): Part[] | null {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const marker = boundary?.[1] ?? boundary?.[2];
  if (marker === undefined) {
    return null;
  }
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const delimiter = Buffer.from(`--${marker}`);
  const parts: Part[] = [];
  let start = buffer.indexOf(delimiter);
  while (start >= 0) {
    start += delimiter.length;
    if (buffer.toString('latin1', start, start + 2) === '--') {
      return parts;
    }
    const headersEnd = buffer.indexOf('\r\n\r\n', start);
    const next = buffer.indexOf(Buffer.concat([Buffer.from('\r\n'), delimiter]), headersEnd);
    if (headersEnd < 0 || next < 0) {
      return null;
    }
    const headers = buffer.toString('utf8', start, headersEnd);
    parts.push({
      name: parameter(headers, 'name') ?? '',
      fileName: parameter(headers, 'filename'),
      bytes: new Uint8Array(buffer.subarray(headersEnd + 4, next)),
    });
    start = next + 2;
  }
  return null;
}

function parameter(headers: string, name: string): string | null {
  const match = new RegExp(`^content-disposition:[^\\r\\n]*[;\\s]${name}=(?:"([^"\\r\\n]*)"|([^;\\s]+))`, 'im').exec(
    headers,
  );
  return match?.[1] ?? match?.[2] ?? null;
}
