import type { MessageId } from '@natter/protocol';
import type * as OpenTelemetry from '@opentelemetry/api';
import type { MessageTracing } from '../../ports/tracing.ts';
import { isSampled, type WayIds, wayIdsOf } from './trace-ids.ts';

export interface TracingOptions {
  readonly api: typeof OpenTelemetry;
  readonly tracer: OpenTelemetry.Tracer;
  /** Ids of the next span that begins a trace. */
  readonly nextRoot: { ids: WayIds | null };
  /** Keys the names of traces; the same on every node. */
  readonly key: string;
  /** Which part of all ways is recorded, 0 to 1. */
  readonly share: number;
}

interface SpanTimes {
  readonly startMs: number;
  readonly endMs: number;
}

/** Spans of messages' ways, made when a part of the way is over: nothing is kept in between. */
export function createTracing({ api, tracer, nextRoot, key, share }: TracingOptions): MessageTracing {
  const { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } = api;
  const wayOf = (messageId: MessageId): WayIds | null => {
    const ids = wayIdsOf(messageId, key);
    return isSampled(ids, share) ? ids : null;
  };
  const contextOf = ({ traceId, rootSpanId: spanId }: WayIds): OpenTelemetry.SpanContext => ({
    traceId,
    spanId,
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
  const write = (name: string, { startMs, endMs }: SpanTimes, more: OpenTelemetry.SpanOptions, parent?: WayIds) => {
    const context = parent ? trace.setSpanContext(ROOT_CONTEXT, contextOf(parent)) : ROOT_CONTEXT;
    const span = tracer.startSpan(name, { ...more, startTime: toHrTime(startMs) }, context);
    return {
      context: span.spanContext(),
      end: (isFailed: boolean) => {
        if (isFailed) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end(toHrTime(Math.max(startMs, endMs)));
      },
    };
  };
  return {
    send: (messageId, { verdict, ...times }) => {
      const way = wayOf(messageId);
      if (!way) return;
      nextRoot.ids = way;
      write('message.send', times, { kind: SpanKind.SERVER, attributes: { 'natter.verdict': verdict } }).end(
        verdict === 'failed' || verdict === 'overloaded',
      );
    },
    step: (messageId, { name, ...times }) => {
      const way = wayOf(messageId);
      if (!way) return;
      const kind = name === 'wait' ? SpanKind.INTERNAL : SpanKind.PRODUCER;
      write(`message.${name}`, times, { kind }, way).end(false);
    },
    commit: ({ messageIds, isFailed, ...times }) => {
      const ways = messageIds.flatMap((id) => wayOf(id) ?? []);
      if (ways.length === 0) return;
      const batch = write('messages.commit', times, {
        kind: SpanKind.CLIENT,
        attributes: { 'natter.batch.sends': messageIds.length, 'db.system.name': 'postgresql' },
        links: ways.map((way) => ({ context: contextOf(way) })),
      });
      for (const way of ways) {
        write('message.commit', times, { kind: SpanKind.INTERNAL, links: [{ context: batch.context }] }, way).end(
          isFailed,
        );
      }
      batch.end(isFailed);
    },
  };
}

/** Seconds and nanoseconds: a bare number may be taken for a time since the process began. */
function toHrTime(ms: number): [number, number] {
  return [Math.floor(ms / 1_000), Math.round((ms % 1_000) * 1e6)];
}
