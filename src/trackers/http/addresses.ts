/**
 * Which addresses belong to this machine or to a network around it, where a server out in the world must not send us.
 * Looks names up; knows nothing of requests.
 */
import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { lookup as lookUp } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** Whatever is not out in the world: this machine, private networks, links, shared and reserved ranges, groups. */
const innerNetworks: readonly (readonly [address: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
const innerNetworks6: readonly (readonly [address: string, prefix: number])[] = [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
  ['100::', 64],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
];

const inner = new BlockList();
for (const [address, prefix] of innerNetworks) {
  inner.addSubnet(address, prefix, 'ipv4');
  // The same in the clothes of IPv6: compatible, mapped, and as the two kinds of gateways write them.
  for (const gateway of ['::', '::ffff:', '::ffff:0:', '64:ff9b::']) {
    inner.addSubnet(`${gateway}${address}`, 96 + prefix, 'ipv6');
  }
  const [first = 0, second = 0, third = 0, fourth = 0] = address.split('.').map(Number);
  inner.addSubnet(
    `2002:${(first * 256 + second).toString(16)}:${(third * 256 + fourth).toString(16)}::`,
    16 + prefix,
    'ipv6',
  );
}
for (const [address, prefix] of innerNetworks6) {
  inner.addSubnet(address, prefix, 'ipv6');
}

/** Whether a numeric address, such as a socket has, is not out in the world; one that is none is not either. */
export function isInnerAddress(address: string): boolean {
  const version = isIP(address);
  return version === 0 || inner.check(address.replace(/%.*$/, ''), version === 4 ? 'ipv4' : 'ipv6');
}

export type IsInner = (address: string) => boolean;

/**
 * Whether the host of an address is, by any of the addresses that it has (`some`) or by all of them (`every`). Null for
 * a name that cannot be looked up from here.
 */
export async function isInnerHost(
  { hostname }: URL,
  which: 'some' | 'every',
  isInner: IsInner,
): Promise<boolean | null> {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (isIP(host) !== 0) {
    return isInner(host);
  }
  if (/(?:^|\.)localhost$/i.test(host)) {
    return true;
  }
  try {
    const addresses = await lookUp(host, { all: true });
    return which === 'some'
      ? addresses.some(({ address }) => isInner(address))
      : addresses.every(({ address }) => isInner(address));
  } catch {
    return null;
  }
}

/** The code of the error that a connection ends with when its name turned out to lead inside. */
export const innerAddressCode = 'EINNERADDRESS';

/** A way to look names up that fails for those that lead inside, whatever they led to a moment ago. */
export const lookupOutside =
  (isInner: IsInner) =>
  (
    hostname: string,
    options: LookupOptions,
    callback: (error: Error | null, address: string | LookupAddress[], family?: number) => void,
  ): void => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = (addresses as LookupAddress[] | undefined) ?? [];
      if (error !== null) {
        callback(error, []);
      } else if (first === undefined || addresses.some(({ address }) => isInner(address))) {
        callback(Object.assign(new Error('The name leads inside.'), { code: innerAddressCode }), []);
      } else if (options.all === true) {
        callback(null, addresses);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
