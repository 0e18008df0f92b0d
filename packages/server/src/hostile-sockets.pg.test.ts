import { LIMITS } from '@natter/protocol';
import { connectRawDevice, encodeFrame, OPCODES, openRawWebSocket, type RawDevice, slowness } from '@natter/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Bystanders } from './testing/bystanders.ts';
import type { ChildServer } from './testing/child-server.ts';
import { type HostileScene, openHostileScene } from './testing/hostile-scene.ts';

const UNKNOWN_SID = { code: 1, message: 'Session ID unknown' };

let scene: HostileScene;
let server: ChildServer;
let bystanders: Bystanders;

beforeAll(async () => {
  scene = await openHostileScene({
    program: inject('programs').server,
    adminUrl: inject('databaseAdminUrl'),
    env: {
      NATTER_TRUSTED_HOPS: '1',
      NATTER_MAX_SOCKETS_PER_IP: '120',
      NATTER_PUBLIC_URL: 'https://chat.example',
    },
  });
  ({ server, bystanders } = scene);
});
afterEach(() => scene.check());
afterAll(() => scene.end());

const mallory = async (more: Partial<Parameters<typeof connectRawDevice>[0]> = {}): Promise<RawDevice> =>
  connectRawDevice({ url: server.url, token: await server.tokenOf('mallory'), ...more });

/** `closed`, or `open` when the connection still answers. */
async function fateOf({ socket, ask }: RawDevice): Promise<'closed' | 'open'> {
  const answered = ask('conversation:watch', 'no list').then((): 'open' => 'open');
  return Promise.race([socket.closed.then((): 'closed' => 'closed'), answered]);
}

const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(new RegExp(`^natter_${name.replace(/[{}]/g, '\\$&')} (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
};

const DEEP = 50_000;
/** Packets of Socket.IO, without the 4 that makes them messages of Engine.IO, and what becomes of who sends them. */
const PACKETS: readonly (readonly [what: string, packet: string, fate: 'closed' | 'open'])[] = [
  ['a thousand million attachments', '51000000000-["message:send",{"_placeholder":true,"num":0}]', 'closed'],
  ['more attachments than a number holds', `5${'9'.repeat(400)}-["x"]`, 'closed'],
  ['no number of attachments', '5x-["x"]', 'closed'],
  ['nothing', '', 'closed'],
  ['no known type', '9', 'closed'],
  ['broken JSON', '20["message:send",{"a":', 'closed'],
  ['no list', '20{"event":"message:send"}', 'closed'],
  ['an empty list', '20[]', 'closed'],
  ['a reserved name: connect', '20["connect",{}]', 'closed'],
  ['a reserved name: disconnect', '20["disconnect",{}]', 'closed'],
  ['a reserved name: newListener', '20["newListener",{}]', 'closed'],
  ['a number for a name', '20[7,{}]', 'open'],
  ['the name __proto__', '20["__proto__",{}]', 'open'],
  ['the name constructor', '20["constructor",{}]', 'open'],
  ['the name toString', '20["toString",{}]', 'open'],
  ['an empty name', '20["",{}]', 'open'],
  ['a name of 100 kB', `20["${'x'.repeat(100_000)}",{}]`, 'open'],
  ['no acknowledgement', '2["message:send",{}]', 'open'],
  ['an id beyond all numbers', `2${'9'.repeat(400)}["message:send",{}]`, 'open'],
  ['a negative id', '2-1["message:send",{}]', 'closed'],
  ['no payload', '20["message:send"]', 'open'],
  ['fifty payloads', `20["message:send"${',{}'.repeat(50)}]`, 'open'],
  ['null', '20["message:send",null]', 'open'],
  ['a list', '20["message:send",[[[]]]]', 'open'],
  [
    '__proto__ in a payload',
    '20["message:send",{"__proto__":{"isStaff":true},"constructor":{"prototype":{"isStaff":true}}}]',
    'open',
  ],
  [`a list of depth ${DEEP}`, `20["message:send",${'['.repeat(DEEP)}${']'.repeat(DEEP)}]`, 'open'],
  [`an object of depth ${DEEP / 5}`, `20["message:send",${'{"a":'.repeat(DEEP / 5)}1${'}'.repeat(DEEP / 5)}]`, 'open'],
  ['a number beyond all numbers', '20["message:read",{"conversationId":"x","seq":1e400}]', 'open'],
  ['an answer that nobody asked for', '3999999999[{}]', 'open'],
  ['an error of the server’s', '4{"message":"no"}', 'closed'],
  ['a second handshake', '0{"token":"x"}', 'closed'],
  ['an event in another namespace', '2/admin,0["message:send",{}]', 'closed'],
  ['another namespace', '0/admin,{}', 'open'],
  ['a namespace %00', '0/%00,{}', 'open'],
  ['a namespace __proto__', '0/__proto__,{}', 'open'],
];

describe('packets that are none', () => {
  it.each(PACKETS)('[HOSTILE-1] %s', async (_what, packet, fate) => {
    const device = await mallory();
    device.packet(packet);
    expect(await fateOf(device)).toBe(fate);
    device.socket.destroy();
  });

  it('[HOSTILE-1] commands that are wrong are answered as documented', async () => {
    const device = await mallory();
    const answers = await Promise.all(
      [null, [], 'text', { conversationId: 'x', clientId: 1 }, JSON.parse('{"__proto__":{"a":1}}')].map((payload) =>
        device.ask('message:send', payload),
      ),
    );
    for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: 'invalid' } });
    device.socket.destroy();
  });

  it.each([
    ['an unknown packet of Engine.IO', (device: RawDevice) => device.socket.text('9')],
    ['a ping, which is the server’s to send', (device: RawDevice) => device.socket.text('2')],
    ['bytes', (device: RawDevice) => device.socket.frame({ opcode: OPCODES.binary, payload: Buffer.alloc(100) })],
    [
      'text that is no UTF-8',
      (device: RawDevice) =>
        device.socket.frame({ opcode: OPCODES.text, payload: Buffer.from([0x34, 0x32, 0xc3, 0x28]) }),
    ],
    [
      'a frame that was never begun',
      (device: RawDevice) => device.socket.frame({ opcode: OPCODES.continuation, payload: Buffer.from('x') }),
    ],
    ['a frame of no known kind', (device: RawDevice) => device.socket.frame({ opcode: 5, payload: Buffer.alloc(0) })],
    ['a frame without a mask', (device: RawDevice) => device.socket.bytes(Buffer.from([0x81, 1, 0x34]))],
    ['a long ping', (device: RawDevice) => device.socket.frame({ opcode: OPCODES.ping, payload: Buffer.alloc(126) })],
  ])('[HOSTILE-1] %s ends the connection', async (_what, send) => {
    const device = await mallory();
    send(device);
    expect(await fateOf(device)).toBe('closed');
  });

  it('[HOSTILE-1] binary attachments within bounds are as little a command as anything else', async () => {
    const device = await mallory();
    device.packet('51-7["message:send",{"_placeholder":true,"num":0}]');
    device.socket.frame({ opcode: OPCODES.binary, payload: Buffer.from('a body') });
    expect(await fateOf(device)).toBe('open');
    device.socket.destroy();
  });
});

describe('floods', () => {
  const FLOODS: readonly (readonly [what: string, text: string])[] = [
    ['events', '420["message:read",{"conversationId":"x","seq":1}]'],
    ['events that nobody knows', '42["nonsense"]'],
    ['answers that nobody asked for', '43999[1]'],
    ['pongs', '3'],
    ['packets without meaning', '6'],
    ['namespaces', '40/admin,{}'],
  ];
  it.each(FLOODS)('[HOSTILE-2] ten thousand %s in a second end the connection', async (_what, text) => {
    const cutBefore = await metric('disconnects_total{reason="flood"}');
    const device = await mallory();
    for (let index = 0; index < 10_000; index++) device.socket.text(text);
    await device.socket.closed;
    expect(await metric('disconnects_total{reason="flood"}')).toBe(cutBefore + 1);
  });

  it('[HOSTILE-2] ten thousand pings of the WebSocket do', async () => {
    const device = await mallory();
    for (let index = 0; index < 10_000; index++)
      device.socket.frame({ opcode: OPCODES.ping, payload: Buffer.alloc(0) });
    await device.socket.closed;
  });

  it('[HOSTILE-2] handshakes without end do, before anybody has said who they are', async () => {
    const socket = await openRawWebSocket({ url: server.url });
    for (let index = 0; index < 10_000; index++) socket.text('40{"token":"x"}');
    await expect.poll(() => socket.isClosed, { timeout: 4_000 * slowness() }).toBe(true);
  });

  it('[HOSTILE-2] a second handshake beside the first makes no second session', async () => {
    const token = await server.tokenOf('mallory');
    const socket = await openRawWebSocket({ url: server.url });
    const handshake = encodeFrame({ opcode: OPCODES.text, payload: Buffer.from(`40{"token":"${token}"}`) });
    // In one piece, so that the second is there before the first has been looked at.
    socket.bytes(Buffer.concat([handshake, handshake]));
    // Long before a connection that answers no pings would be given up.
    await expect.poll(() => socket.isClosed, { timeout: 5_000 + 1_000 * slowness() }).toBe(true);
    // The bystanders alone.
    await expect.poll(() => metric('sockets_connected')).toBe(2);
  });

  it('[HOSTILE-2] who leaves the namespace has left', async () => {
    const device = await mallory();
    device.packet('1');
    await device.socket.closed;
  });
});

describe('what is too large', () => {
  /** A packet of exactly so many bytes, as Engine.IO counts them. */
  const sized = (bytes: number) => {
    const [head, tail] = ['421000["message:send",{"content":"', '"}]'];
    return head + 'x'.repeat(bytes - head.length - tail.length) + tail;
  };

  it('[HOSTILE-3] a packet at the limit is looked at, one byte more ends the connection, once', async () => {
    const device = await mallory();
    device.socket.text(sized(LIMITS.bodyBytes));
    expect(await fateOf(device)).toBe('open');
    device.socket.text(sized(LIMITS.bodyBytes + 1));
    expect(await fateOf(device)).toBe('closed');
    const again = await mallory();
    expect(await fateOf(again)).toBe('open');
    again.socket.destroy();
  });

  it('[HOSTILE-3] a frame that announces a terabyte ends it at once', async () => {
    const device = await mallory();
    device.socket.frame({ opcode: OPCODES.text, payload: Buffer.from('4'), announced: 2 ** 40 });
    await device.socket.closed;
  });

  it('[HOSTILE-3] a packet in a thousand frames, too large as a whole, ends it', async () => {
    const device = await mallory();
    for (let part = 0; part < 1_000; part++) {
      const opcode = part === 0 ? OPCODES.text : OPCODES.continuation;
      device.socket.frame({ opcode, payload: Buffer.alloc(1_024, '4'), isLast: false });
    }
    await device.socket.closed;
  });

  it('[HOSTILE-3] so does a long poll’s body', async () => {
    const { sid } = await openPolling('203.0.113.9');
    const answer = await poll('203.0.113.9', { sid, body: `4${'x'.repeat(LIMITS.bodyBytes)}` });
    expect(answer.status).toBe(413);
  });
});

/** One request of long-polling, as from this address. */
async function poll(address: string, { sid, body }: { sid?: string; body?: string } = {}) {
  const query = new URLSearchParams({ EIO: '4', transport: 'polling', ...(sid === undefined ? {} : { sid }) });
  const response = await fetch(`${server.url}/socket.io/?${query}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'x-forwarded-for': address, 'content-type': 'text/plain' },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, text: await response.text() };
}

async function openPolling(address: string): Promise<{ sid: string }> {
  const { text } = await poll(address);
  return JSON.parse(text.slice(1)) as { sid: string };
}

describe('sessions of others', () => {
  it('[HOSTILE-4] a long-polling session answers its own address only, the others as if there were none', async () => {
    const { sid } = await openPolling('203.0.113.5');
    const token = await server.tokenOf('victim');
    expect(await poll('203.0.113.5', { sid, body: `40${JSON.stringify({ token })}` })).toMatchObject({ status: 200 });
    for (const address of ['198.51.100.9', '203.0.113.50', '::ffff:198.51.100.9']) {
      for (const body of [undefined, '420["message:read",{}]']) {
        const foreign = await poll(address, { sid, ...(body === undefined ? {} : { body }) });
        const none = await poll(address, { sid: 'AAAAAAAAAAAAAAAAAAAA', ...(body === undefined ? {} : { body }) });
        expect(foreign).toEqual(none);
        expect([foreign.status, JSON.parse(foreign.text)]).toEqual([400, UNKNOWN_SID]);
      }
    }
    // What was tried did not harm it, and nobody has taken its packets.
    expect((await poll('203.0.113.5', { sid })).text).toMatch(/^40\{"sid":/);
    await poll('203.0.113.5', { sid, body: '1' });
  });

  it('[HOSTILE-4] nor can it be taken over by an upgrade from elsewhere', async () => {
    const { sid } = await openPolling('203.0.113.5');
    const headers = { 'x-forwarded-for': '198.51.100.9' };
    await expect(openRawWebSocket({ url: server.url, query: { sid }, headers })).rejects.toThrow('400');
    const own = await openRawWebSocket({
      url: server.url,
      query: { sid },
      headers: { 'x-forwarded-for': '203.0.113.5' },
    });
    own.destroy();
  });

  it('[HOSTILE-4] a former session is not taken up by who names it', async () => {
    const heard: string[] = [];
    const token = await server.tokenOf('calm');
    const former = await connectRawDevice({ url: server.url, token });
    former.socket.destroy();
    const device = await mallory({
      auth: { pid: 'AAAAAAAAAAAAAAAAAAAA', offset: 'x', sid: 'AAAAAAAAAAAAAAAAAAAA', userId: 'calm' },
      onEvent: (event) => void heard.push(event),
    });
    await bystanders.more(10);
    expect(await device.ask('message:read', { conversationId: bystanders.conversationId, seq: 1 })).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    });
    expect(heard).toEqual([]);
    device.socket.destroy();
  });
});

describe('origins', () => {
  it.each([
    'null',
    'https://evil.example',
    'https://chat.example.evil.example',
    'https://evil-chat.example',
    'https://chat.example:444',
    'http://chat.example',
    'https://chat.example@evil.example',
    'https://chat.example/',
    'https://CHAT.example.',
    'file://',
    'a page',
    `https://${'x'.repeat(5_000)}.example`,
  ])('[SOCK-1] %s is refused', async (origin) => {
    await expect(openRawWebSocket({ url: server.url, headers: { origin } })).rejects.toThrow(/ 4\d\d /);
  });

  it('[SOCK-1] its own is not, nor who is no page', async () => {
    const own = await openRawWebSocket({ url: server.url, headers: { origin: 'https://chat.example' } });
    const none = await openRawWebSocket({ url: server.url });
    own.destroy();
    none.destroy();
  });
});

describe('many connections', () => {
  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });

  it('[HOSTILE-6] a thousand of one person leave them twenty', { timeout: 180_000 }, async () => {
    const token = await server.tokenOf('many');
    const devices: RawDevice[] = [];
    for (let round = 0; round < 20; round++) {
      const opening = Array.from({ length: 50 }, (_, index) =>
        connectRawDevice({ url: server.url, token, ...from(`203.0.113.${(round * 50 + index) % 200}`) }),
      );
      for (const opened of await Promise.allSettled(opening))
        if (opened.status === 'fulfilled') devices.push(opened.value);
    }
    expect(devices.length).toBeGreaterThan(900);
    await expect.poll(() => devices.filter(({ socket }) => !socket.isClosed).length).toBe(20);
    expect(await metric('sockets_connected')).toBe(22);
    for (const { socket } of devices) socket.destroy();
    await expect.poll(() => metric('sockets_connected')).toBe(2);
  });

  it('[SOCK-9] one address has as many as it may, and as soon as one goes another may come', async () => {
    const open = (address = '198.51.100.77') => openRawWebSocket({ url: server.url, ...from(address) });
    const opened = await Promise.all(Array.from({ length: 120 }, () => open()));
    await expect(open()).rejects.toThrow(' 400 ');
    // What the client says of itself, left of what the proxy wrote, changes nothing.
    await expect(open('10.1.2.3, 198.51.100.77')).rejects.toThrow(' 400 ');
    (await open('198.51.100.78')).destroy();
    const [first] = opened;
    first?.destroy();
    const openAgain = async () => {
      opened.push(await open());
      return 'open';
    };
    await expect.poll(() => openAgain().catch(String)).toBe('open');
    for (const socket of opened) socket.destroy();
  });
});

describe('tokens', () => {
  it('[HOSTILE-7] one that ends takes its connection along, whatever is asked at that moment', async () => {
    const device = await connectRawDevice({ url: server.url, token: await server.tokenOf('short', 2) });
    const asked: unknown[] = [];
    const asking = (async () => {
      while (!device.socket.isClosed)
        asked.push(
          await Promise.race([device.ask('conversation:watch', { conversationIds: [] }), device.socket.closed]),
        );
    })();
    await device.socket.closed;
    await asking;
    const codes = new Set(
      asked.map((answer) => (answer as { error?: { code: string } } | undefined)?.error?.code ?? 'ok'),
    );
    // Quick as it asks, it meets its budget; nothing else may come.
    for (const code of codes) expect(['ok', 'rate_limited', 'unauthenticated']).toContain(code);
    await expect(connectRawDevice({ url: server.url, token: await server.tokenOf('short', -1) })).rejects.toMatchObject(
      {
        data: { data: { code: 'unauthenticated' } },
      },
    );
  });

  it('[HOSTILE-7] one of somebody else is refused in mid-connection, and nobody becomes another', async () => {
    const heard: string[] = [];
    const device = await mallory({ onEvent: (event) => void heard.push(event) });
    const foreign = await server.tokenOf('calm');
    const refreshed = await Promise.all(
      [foreign, 'rubbish', '', `${foreign}x`, await server.tokenOf('mallory', -5)].map((token) =>
        device.ask('auth:refresh', { token }),
      ),
    );
    for (const answer of refreshed) expect(answer).toMatchObject({ ok: false });
    await bystanders.more(5);
    expect(await device.ask('message:read', { conversationId: bystanders.conversationId, seq: 1 })).toMatchObject({
      error: { code: 'not_found' },
    });
    expect(heard).toEqual([]);
    device.socket.destroy();
  });

  it('[HOSTILE-7] strangers who do everything at once to a conversation get one answer', async () => {
    const strangers = await Promise.all(
      Array.from({ length: 20 }, async (_, index) =>
        connectRawDevice({ url: server.url, token: await server.tokenOf(`stranger-${index}`) }),
      ),
    );
    const { conversationId } = bystanders;
    const acts = (id: string): readonly (readonly [string, unknown])[] => [
      ['message:send', { conversationId: id, clientId: crypto.randomUUID(), type: 'text', content: 'hi' }],
      ['message:read', { conversationId: id, seq: 1 }],
      ['message:delivered', { conversationId: id, seq: 1 }],
      ['typing:start', { conversationId: id }],
    ];
    const answersFor = (id: string) =>
      Promise.all(
        strangers.map((stranger) => Promise.all(acts(id).map(([event, payload]) => stranger.ask(event, payload)))),
      );
    const [foreign, unknown] = [await answersFor(conversationId), await answersFor(crypto.randomUUID())];
    expect(foreign).toEqual(unknown);
    for (const answer of foreign.flat()) expect(answer).toMatchObject({ ok: false, error: { code: 'not_found' } });
    for (const { socket } of strangers) socket.destroy();
  });
});
