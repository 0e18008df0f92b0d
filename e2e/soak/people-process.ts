/** The people of a soak, in a process of their own: what they cost is not counted as the server's. */
import type { SoakOrder } from './lines.ts';
import { measure } from './measured.ts';
import { People } from './people.ts';

type Asked = { readonly order: SoakOrder } | 'progress' | 'measure' | 'settle' | 'tell' | 'stop';

let people: People | null = null;

async function answer(asked: Asked): Promise<unknown> {
  if (typeof asked === 'object') {
    people = new People(asked.order);
    await people.start();
    return {};
  }
  if (asked === 'progress') return people?.progress();
  if (asked === 'measure') return measure();
  if (asked === 'settle') return people?.settle() ?? {};
  if (asked === 'tell') return await people?.tell();
  await people?.stop();
  return {};
}

process.on('message', (asked: Asked) => {
  answer(asked).then(
    (value) => process.send?.({ value }),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    },
  );
});
// Whoever started us is gone.
process.once('disconnect', () => process.exit(1));
process.send?.({ value: 'ready' });
