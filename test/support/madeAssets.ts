/** Assets that the recordings lack, made to measure: small pictures, sounds, embeddings, tables. */
import { crc32, deflateSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import type { Asset, AssetKind } from '../../src/shared/experiment';

export interface MadeAsset {
  readonly asset: Asset;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export function made(
  id: string,
  name: string,
  kind: AssetKind,
  bytes: Uint8Array | string,
  rest: Partial<Asset> = {},
): MadeAsset {
  const whole = new Uint8Array(Buffer.from(bytes));
  return {
    bytes: whole,
    asset: {
      id,
      name,
      kind,
      type: kind,
      size: whole.length,
      step: null,
      context: null,
      createdAt: null,
      folder: null,
      remoteUrl: null,
      tags: [],
      metadata: null,
      ...rest,
    },
  };
}

/** An RGB picture of that size, its pixels from 0 to 255. */
export function png(
  width: number,
  height: number,
  pixel: (x: number, y: number) => readonly [red: number, green: number, blue: number],
): Uint8Array {
  const rows = Buffer.alloc(height * (1 + 3 * width));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      rows.set(pixel(x, y), y * (1 + 3 * width) + 1 + 3 * x);
    }
  }
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const head = Buffer.alloc(4);
    head.writeUInt32BE(data.length);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([head, body, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Half a second of a tone, as WAV. */
export function wav(frequency: number): Uint8Array {
  const rate = 8000;
  const samples = Buffer.from(
    Array.from(
      { length: rate / 2 },
      (_, index) => 128 + Math.round(90 * Math.sin((2 * Math.PI * frequency * index) / rate)),
    ),
  );
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

/** A picture of a blob that wanders with the step. */
export const blob = (step: number, size = 28): Uint8Array =>
  png(size, size, (x, y) => {
    const distance = Math.hypot(x - size / 2 - (step / 1000 - 1) * 4, y - size / 2);
    const light = Math.round(255 * Math.exp(-(distance ** 2) / (size * 1.4)));
    return [light, light, Math.min(255, light + 20)];
  });

export const svgPicture =
  '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 60" width="120" height="60"><rect width="120" height="60" fill="#eef"/><circle cx="30" cy="30" r="20" fill="#c50"/><script>window.hacked = 1; document.documentElement.remove();</script></svg>';

/**
 * Three clouds in `dimensions` dimensions that lie apart, with their labels, as Comet's SDK logs them; with pictures
 * the red, green and blue tiles of a sprite, 8 pixels wide, one a point.
 */
export function embedding(count: number, dimensions: number, pictures = false): readonly MadeAsset[] {
  let seed = 11;
  const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647 - 0.5;
  const names = ['cat', 'dog', 'ship'];
  const rows = Array.from({ length: count }, (_, row) =>
    Array.from({ length: dimensions }, (_unused, column) => (column === row % 3 ? 6 + random() : random())),
  );
  const across = Math.ceil(Math.sqrt(count));
  const sprite = (x: number, y: number): readonly [number, number, number] => {
    const kind = (Math.floor(y / 8) * across + Math.floor(x / 8)) % 3;
    return [kind === 0 ? 255 : 0, kind === 1 ? 255 : 0, kind === 2 ? 255 : 0];
  };
  return [
    made(
      'e-vectors',
      'vectors-1.tsv',
      'file',
      rows.map((row) => row.map((value) => value.toFixed(4)).join('\t')).join('\n'),
    ),
    made(
      'e-labels',
      'metadata-1.tsv',
      'file',
      ['name\tscore', ...rows.map((_, row) => `${names[row % 3] ?? ''}\t${(row / count).toFixed(3)}`)].join('\n'),
    ),
    ...(pictures ? [made('e-sprite', 'sprite.png', 'image', png(across * 8, across * 8, sprite))] : []),
    made(
      'e-config',
      'embedding.json',
      'embeddings',
      JSON.stringify({
        embeddings: [
          {
            tensorName: 'Test images',
            tensorShape: [count, dimensions],
            tensorPath: '/api/asset/download?assetId=e-vectors&experimentKey=k',
            metadataPath: '/api/asset/download?assetId=e-labels&experimentKey=k',
            ...(pictures
              ? {
                  sprite: { imagePath: '/api/image/download?imageId=e-sprite&experimentKey=k', singleImageDim: [8, 8] },
                }
              : {}),
          },
        ],
      }),
    ),
  ];
}

export const dataGrid = (columns: readonly string[], rows: readonly (readonly unknown[])[]): Uint8Array =>
  zipSync({ 'data.json': strToU8(JSON.stringify({ columns, rows })) });
