import { describe, expect, it } from 'vitest';
import { clientAddress } from './client-address.ts';

const from = (remoteAddress: string, forwarded?: string | string[]) => ({
  headers: forwarded === undefined ? {} : ({ 'x-forwarded-for': forwarded } as Record<string, string>),
  socket: { remoteAddress },
});

describe('from where a client calls', () => {
  it('[SOCK-9] is the peer where no proxy is trusted, whatever the client writes', () => {
    expect(clientAddress(from('203.0.113.7', '198.51.100.1'), 0)).toBe('203.0.113.7');
  });

  it('[SOCK-9] is what the trusted proxies wrote, never what stands further left', () => {
    const chain = '10.9.9.9, 198.51.100.1, 192.0.2.5';
    expect([1, 2, 3].map((hops) => clientAddress(from('127.0.0.1', chain), hops))).toEqual([
      '192.0.2.5',
      '198.51.100.1',
      '10.9.9.9',
    ]);
  });

  it('is the peer where the chain is too short, missing or no address', () => {
    for (const chain of [undefined, '', 'unknown', '"[2001:db8::1]:4711"', '1.2.3.4.5']) {
      expect(clientAddress(from('203.0.113.7', chain), 1)).toBe('203.0.113.7');
    }
    expect(clientAddress(from('203.0.113.7', '198.51.100.1'), 2)).toBe('203.0.113.7');
  });

  it('[SOCK-9] counts an IPv6 line as one, and an IPv4 one however it is written', () => {
    const same = [
      '2001:db8:0:12::1',
      '2001:db8::12:ffff:ffff:ffff:ffff',
      '2001:0DB8:0000:0012::',
      '2001:db8:0:12:1:2:3:4%eth0',
    ];
    expect(new Set(same.map((address) => clientAddress(from(address), 0)))).toEqual(new Set(['2001:db8:0:12::/64']));
    expect(clientAddress(from('2001:db8:0:13::1'), 0)).not.toBe('2001:db8:0:12::/64');
    expect(clientAddress(from('::ffff:203.0.113.7'), 0)).toBe('203.0.113.7');
    expect(clientAddress(from('::1'), 0)).toBe('0:0:0:0::/64');
  });
});
