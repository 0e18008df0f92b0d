import { type PeoplePage, UserId } from '@natter/protocol';
import * as z from 'zod/mini';
import type { Platform } from '../../platform/context.ts';
import { createCursorCodec } from '../../platform/page-cursor.ts';
import { presentPerson } from './present-person.ts';

export { namePeople, namePeopleOfPage } from './name-people.ts';
export { presentPerson } from './present-person.ts';

const PAGE = 50;
const peopleCursor = createCursorCodec('people', z.object({ name: z.string().check(z.maxLength(800)), id: UserId }));

export interface PeopleSearch {
  readonly q?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

export interface People {
  /** People I may write to or mention, by name. Errors: `invalid` for a cursor that is none. */
  list(userId: UserId, search: PeopleSearch): Promise<PeoplePage>;
}

export function createPeople({ database }: Platform): People {
  return {
    list: async (userId, { q, cursor, limit = PAGE }) => {
      const text = q?.trim() ?? '';
      const rows = await database.readPeople(userId, {
        q: text === '' ? null : text,
        after: cursor === undefined ? null : peopleCursor.decode(cursor),
        limit: limit + 1,
      });
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      return {
        items: page.map(presentPerson),
        nextCursor: last ? peopleCursor.encode({ name: last.sortName, id: last.userId }) : null,
      };
    },
  };
}
