import { createHash, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ShopMember } from './shop-data.ts';
import type { ShopFile } from './shop-file.ts';

const NAME = 'back_room_session';
const DAYS = 14;
const DAY_MS = 86_400_000;
const OURS = new RegExp(`(?:^|;\\s*)${NAME}=([A-Za-z0-9_-]{43})(?:;|$)`);

/** The shop's own sessions: a random value in a cookie that no script can read, its hash in the file. */
export interface Sessions {
  /** Who asks; null when nobody is signed in, or not any more. */
  whoIs(request: FastifyRequest): ShopMember | null;
  begin(memberId: string, request: FastifyRequest, reply: FastifyReply): Promise<void>;
  end(request: FastifyRequest, reply: FastifyReply): Promise<void>;
}

export function createSessions(file: ShopFile, now: () => number): Sessions {
  const hashOf = (request: FastifyRequest): string | null => {
    const [, value] = OURS.exec(request.headers.cookie ?? '') ?? [];
    return value === undefined ? null : sha256(value);
  };
  const setCookie = (request: FastifyRequest, reply: FastifyReply, value: string, seconds: number) => {
    const secure = request.protocol === 'https' ? '; Secure' : '';
    // Lax: a link from elsewhere leads in signed in, a form from elsewhere does not; see also refuse-foreign-pages.ts.
    reply.header('set-cookie', `${NAME}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`);
  };
  const without = async (hash: string | null) => {
    await file.update((data) => ({
      ...data,
      sessions: data.sessions.filter((each) => each.hash !== hash && Date.parse(each.until) > now()),
    }));
  };
  return {
    whoIs: (request) => {
      const hash = hashOf(request);
      const { sessions, members } = file.data();
      const session = sessions.find((each) => each.hash === hash && Date.parse(each.until) > now());
      return session === undefined ? null : (members.find(({ id }) => id === session.memberId) ?? null);
    },
    begin: async (memberId, request, reply) => {
      // A value of its own for each sign-in: one that somebody planted before is worth nothing.
      await without(hashOf(request));
      const value = randomBytes(32).toString('base64url');
      const until = new Date(now() + DAYS * DAY_MS).toISOString();
      await file.update((data) => ({
        ...data,
        sessions: [...data.sessions, { hash: sha256(value), memberId, until }],
      }));
      setCookie(request, reply, value, (DAYS * DAY_MS) / 1000);
    },
    end: async (request, reply) => {
      await without(hashOf(request));
      setCookie(request, reply, '', 0);
    },
  };
}

function sha256(value: string): string {
  return createHash('sha256').update(value).digest('base64url');
}
