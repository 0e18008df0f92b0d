import { spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../system/system-clock.ts';
import { type OpenedTracing, openTracing } from './open-tracing.ts';
import { isSampled, wayIdsOf } from './trace-ids.ts';

interface OtlpSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status: { readonly code?: number };
}
interface OtlpRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: { stringValue: string } }[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

const ONE = '01900000-0000-7000-8000-0000000000e1';
const TWO = '01900000-0000-7000-8000-0000000000e2';
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A collector of our own: OTLP over HTTP as it is specified, nothing more. */
async function startCollector() {
  const requests: { path: string; text: string }[] = [];
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      requests.push({ path: `${request.method} ${request.url}`, text: Buffer.concat(parts).toString() });
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  const bodies = () => requests.map(({ text }) => JSON.parse(text) as OtlpRequest);
  const spans = () =>
    bodies().flatMap((body) => body.resourceSpans.flatMap((one) => one.scopeSpans.flatMap((two) => two.spans)));
  return { endpoint: `http://127.0.0.1:${port}`, requests, bodies, spans };
}

async function open(endpoint: string, { share = 1, key = 'k', told = [] as string[] } = {}): Promise<OpenedTracing> {
  const nothing = () => undefined;
  const log = { debug: nothing, info: nothing, error: nothing, warn: (event: string) => void told.push(event) };
  const service = { name: 'natter', version: '1.2.3', nodeId: 'n' };
  return await openTracing({ endpoint, share, key, service, log, clock: systemClock });
}

describe('traces', () => {
  it('[SEE-5] a message’s way is one trace, also where another node has the end of it', async () => {
    const collector = await startCollector();
    const [here, there] = [await open(`${collector.endpoint}/`), await open(collector.endpoint)];
    here.step(ONE, { name: 'wait', startMs: 1_000, endMs: 1_002 });
    here.commit({ messageIds: [ONE, TWO], startMs: 1_002, endMs: 1_009.5, isFailed: false });
    here.step(ONE, { name: 'publish', startMs: 1_010, endMs: 1_011 });
    here.send(ONE, { startMs: 1_000, endMs: 1_011, verdict: 'sent' });
    await here.close();
    there.step(ONE, { name: 'deliver', startMs: 1_011, endMs: 1_500 });
    await there.close();

    expect(collector.requests.map(({ path }) => path)).toEqual(['POST /v1/traces', 'POST /v1/traces']);
    const { traceId, rootSpanId } = wayIdsOf(ONE, 'k');
    const way = collector.spans().filter((span) => span.traceId === traceId);
    const root = way.find(({ name }) => name === 'message.send');
    expect(root).toMatchObject({ spanId: rootSpanId });
    expect(root?.parentSpanId ?? '').toBe('');
    const parts = way.filter((span) => span !== root);
    expect(parts.map(({ name }) => name)).toEqual([
      'message.wait',
      'message.commit',
      'message.publish',
      'message.deliver',
    ]);
    expect(new Set(parts.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([rootSpanId]));
    const deliver = parts.find(({ name }) => name === 'message.deliver');
    expect([deliver?.startTimeUnixNano, deliver?.endTimeUnixNano]).toEqual(['1011000000', '1500000000']);
  });

  it('[SEE-5] a batch is one span, linked with the ways of its messages and they with it', async () => {
    const collector = await startCollector();
    const tracing = await open(collector.endpoint);
    const ids = Array.from({ length: 256 }, (_, n) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`);
    tracing.commit({ messageIds: ids, startMs: 1, endMs: 2, isFailed: true });
    await tracing.close();
    const batches = collector.spans().filter(({ name }) => name === 'messages.commit');
    expect(batches).toHaveLength(1);
    const [batch] = batches;
    expect(new Set(batch?.links?.map((link) => link.traceId))).toEqual(
      new Set(ids.map((id) => wayIdsOf(id, 'k').traceId)),
    );
    expect(batch?.status.code).toBe(2);
    const parts = collector.spans().filter(({ name }) => name === 'message.commit');
    expect(parts).toHaveLength(256);
    expect(parts.every(({ links }) => links?.[0]?.spanId === batch?.spanId)).toBe(true);
  });

  it('[SEE-6] says who it is of, and carries no id of ours', async () => {
    const collector = await startCollector();
    const tracing = await open(collector.endpoint);
    tracing.send(ONE, { startMs: 1, endMs: 2, verdict: 'sent' });
    await tracing.close();
    const [body] = collector.bodies();
    const attributes = body?.resourceSpans[0]?.resource.attributes.map(
      ({ key, value }) => `${key}=${value.stringValue}`,
    );
    expect(attributes).toEqual(
      expect.arrayContaining(['service.name=natter', 'service.version=1.2.3', 'service.instance.id=n']),
    );
    const text = collector.requests.map((request) => request.text).join();
    expect(text).not.toContain(ONE);
    expect(text).not.toContain(ONE.replaceAll('-', ''));
  });

  it('[SEE-6] the share of what is traced holds, and is the same messages everywhere', async () => {
    const ways = Array.from({ length: 4_000 }, (_, n) => wayIdsOf(`m${n}`, 'k'));
    const tenth = ways.filter((way) => isSampled(way, 0.1));
    expect(tenth.length).toBeGreaterThan(320);
    expect(tenth.length).toBeLessThan(480);
    expect(tenth.every((way) => isSampled(way, 0.2))).toBe(true);
    expect([ways.some((way) => isSampled(way, 0)), ways.every((way) => isSampled(way, 1))]).toEqual([false, true]);
    const collector = await startCollector();
    const tracing = await open(collector.endpoint, { share: 0 });
    tracing.send(ONE, { startMs: 1, endMs: 2, verdict: 'sent' });
    tracing.commit({ messageIds: [ONE], startMs: 1, endMs: 2, isFailed: false });
    await tracing.close();
    expect(collector.requests).toEqual([]);
  });

  it('[SEE-5] a collector that is away holds nobody up and is told of once', async () => {
    const told: string[] = [];
    const tracing = await open('http://127.0.0.1:9', { told });
    for (let n = 0; n < 2_000; n++) tracing.send(ONE, { startMs: 1, endMs: 2, verdict: 'sent' });
    await tracing.close();
    expect(told).toEqual(['traces_not_sent']);
  }, 20_000);

  it('[SEE-5] without a collector nothing of it is loaded', () => {
    const script = `
      const { createRequire } = await import('node:module');
      await import('@natter/server');
      const loaded = Object.keys(createRequire(import.meta.url).cache).filter((path) => /@opentelemetry\\/(sdk|exporter|otlp|resources)/.test(path));
      console.log(JSON.stringify(loaded));`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--conditions=natter-source', '--import', 'tsx', '--input-type=module', '--eval', script],
      { cwd: fileURLToPath(new URL('.', import.meta.url)), encoding: 'utf8' },
    );
    expect([stdout.trim(), stderr]).toEqual(['[]', '']);
  }, 20_000);
});
