/** 500 MB of `[],` in about half a megabyte: what a program of a few lines makes of a stranger's answer. */
import { once } from 'node:events';
import type { Transform } from 'node:stream';

export async function decompressionBomb(packer: Transform): Promise<Buffer> {
  const piece = Buffer.from('[],'.repeat(350_000));
  const chunks: Buffer[] = [];
  packer.on('data', (chunk: Buffer) => chunks.push(chunk));
  packer.write('[');
  for (let megabyte = 0; megabyte < 500; megabyte += 1) {
    if (!packer.write(piece)) {
      await once(packer, 'drain');
    }
  }
  packer.end('0]');
  await once(packer, 'end');
  return Buffer.concat(chunks);
}

/** The most memory that the process takes while something goes on, beyond what it has, in MiB. */
export async function peakMemory(action: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage().rss;
  let peak = before;
  const look = (): void => {
    peak = Math.max(peak, process.memoryUsage().rss);
  };
  const watch = setInterval(look, 5);
  try {
    await action();
  } finally {
    clearInterval(watch);
  }
  look();
  return Math.round((peak - before) / 2 ** 20);
}
