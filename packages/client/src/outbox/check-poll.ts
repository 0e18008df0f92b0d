import type { PollBody } from '@natter/protocol';
import type { refuse } from './refuse.ts';

/** As the server has it: how many options there are, and how long one is, in code points. */
const [LEAST, MOST, LENGTH] = [2, 12, 100];

/** The options of a poll as they will be sent, without the space around them; refuses what the server would refuse for ever. */
export function checkPoll(poll: PollBody, no: typeof refuse): PollBody {
  const options = poll.options.map((text) => text.trim());
  const isOut = options.some((text) => text === '' || [...text].length > LENGTH);
  if (options.length < LEAST || options.length > MOST) return no('invalid', 'poll.options', `${LEAST} to ${MOST}`);
  if (isOut) return no('invalid', 'poll.options', `each of 1 to ${LENGTH} characters`);
  if (new Set(options).size < options.length) return no('invalid', 'poll.options', 'two are the same');
  return { ...poll, options };
}
