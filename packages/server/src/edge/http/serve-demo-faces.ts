import { UserId } from '@natter/protocol';
import type { FastifyInstance } from 'fastify';
import type { DemoDoor } from '../../ports/demo.ts';

/** Opened by itself, a picture may do nothing but be drawn. */
const PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
const ONE_HOUR = 'public, max-age=3600';

/** The drawn faces of the demo's people; without a door there is no such address. */
export function serveDemoFaces(app: FastifyInstance, door: DemoDoor | null): void {
  if (door === null) return;
  app.get<{ Params: { file: string } }>('/api/demo/faces/:file', async ({ params }, reply) => {
    const [, name] = /^(.+)\.svg$/.exec(params.file) ?? [];
    const userId = UserId.safeParse(name);
    const picture = userId.success ? door.face(userId.data) : null;
    if (picture === null) return reply.callNotFound();
    return reply
      .header('content-security-policy', PICTURE_POLICY)
      .header('cache-control', ONE_HOUR)
      .type('image/svg+xml; charset=utf-8')
      .send(picture);
  });
}
