import { randomBytes } from 'node:crypto';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { Clock, Log } from '../../ports/runtime.ts';
import type { MessageTracing } from '../../ports/tracing.ts';
import { createTracing } from './create-tracing.ts';
import type { WayIds } from './trace-ids.ts';

export interface OpenTracingOptions {
  /** Of a collector that takes OTLP over HTTP, without `/v1/traces`. */
  readonly endpoint: string;
  /** Which part of all messages is traced, 0 to 1. */
  readonly share: number;
  /** Keys the names of traces; the same on every node. */
  readonly key: string;
  /** What traces say of who made them; never the machine's name. */
  readonly service: { readonly name: string; readonly version: string; readonly nodeId: string };
  readonly log: Log;
  readonly clock: Clock;
}

export interface OpenedTracing extends MessageTracing {
  /** Hands over what waits, for three seconds at most, and ends. */
  close(): Promise<void>;
}

/** A collector that does not answer is given up for one export after this time (ms); spans that come meanwhile wait, at most 2,048. */
const EXPORT_WITHIN_MS = 2_000;
/** A stop waits no longer for it (ms). */
const CLOSE_WITHIN_MS = 3_000;
/** A collector that is away is told of once in this time (ms). */
const TELL_EVERY_MS = 60_000;
/** As many as a batch has sends. */
const MAX_LINKS = 256;

/**
 * Begins to send traces. Only here is OpenTelemetry loaded (SEE-5): its packages are named by `import()` in this function, because a
 * bundler would load at the start of the program what stands at the top of a file. Errors: of a package that cannot be loaded.
 */
export async function openTracing(options: OpenTracingOptions): Promise<OpenedTracing> {
  const { endpoint, share, key, service } = options;
  const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const nextRoot: { ids: WayIds | null } = { ids: null };
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: EXPORT_WITHIN_MS,
  });
  const processor = new sdk.BatchSpanProcessor({
    exporter: tellFailures(exporter, options),
    exportTimeoutMillis: EXPORT_WITHIN_MS,
  });
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({
      'service.name': service.name,
      'service.version': service.version,
      'service.instance.id': service.nodeId,
    }),
    sampler: new sdk.AlwaysOnSampler(),
    idGenerator: createIdGenerator(nextRoot),
    spanLimits: { linkCountLimit: MAX_LINKS },
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer('natter', service.version);
  return {
    ...createTracing({ api, tracer, nextRoot, key, share }),
    close: () => closeWithin(options.clock, provider),
  };
}

/** What a collector does not take in time is lost: a trace is not worth a late stop. Its failure was told already. */
async function closeWithin(clock: Clock, provider: { shutdown(): Promise<void> }): Promise<void> {
  let stopWaiting = (): void => undefined;
  const tooLate = new Promise<void>((resolve) => {
    stopWaiting = clock.after(CLOSE_WITHIN_MS, resolve);
  });
  await Promise.race([provider.shutdown().catch(() => undefined), tooLate]);
  stopWaiting();
}

/** Random ids, but for the span that begins a way: its ids follow from the message. */
function createIdGenerator(nextRoot: { ids: WayIds | null }) {
  return {
    generateSpanId: () => nextRoot.ids?.rootSpanId ?? randomBytes(8).toString('hex'),
    // Asked for second, and only for a span that begins a trace.
    generateTraceId: () => {
      const id = nextRoot.ids?.traceId ?? randomBytes(16).toString('hex');
      nextRoot.ids = null;
      return id;
    },
  };
}

function tellFailures(inner: SpanExporter, { log, clock }: OpenTracingOptions): SpanExporter {
  let toldAt = Number.NEGATIVE_INFINITY;
  return {
    export: (spans: ReadableSpan[], done) =>
      inner.export(spans, (result) => {
        // 0: they were taken.
        if (result.code !== 0 && clock.now() - toldAt >= TELL_EVERY_MS) {
          toldAt = clock.now();
          log.warn('traces_not_sent', { spans: spans.length, error: result.error });
        }
        done(result);
      }),
    shutdown: () => inner.shutdown(),
    ...(inner.forceFlush && { forceFlush: () => inner.forceFlush?.() ?? Promise.resolve() }),
  };
}
