import { DomainError } from '../platform/domain-error.ts';

export interface GatherOptions<Question, Answer> {
  /** Asks all of these in one statement; one answer for each, in their order. */
  readonly ask: (questions: readonly Question[]) => Promise<readonly Answer[]>;
  /** Statements under way at once, 2 unless given; what comes meanwhile goes together with the next one. */
  readonly atOnce?: number;
  /** Questions in one statement, 32 unless given. */
  readonly most?: number;
  /** Questions that may wait, 4,000 unless given; beyond it they are refused. */
  readonly maxWaiting?: number;
  /** Calls when what has arrived by now is read; `setImmediate` unless given. */
  readonly defer?: (call: () => void) => void;
}

const AT_ONCE = 2;
const MOST = 32;
const MAX_WAITING = 4_000;
const OVERLOADED_RETRY_SECONDS = 2;

interface Waiter<Question, Answer> {
  readonly question: Question;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/**
 * Puts the same question of many people into one statement. Nobody waits for a timer: what the process has read from its sockets in this
 * turn goes together, and what comes while statements are under way goes with the next one. After a restart everybody asks the same
 * things within seconds, and each statement costs about as much as what it does for one person.
 *
 * What is wrong with one question must not touch the others: where a statement fails, each of its questions is asked alone, unless the
 * database was not to be had, which would only be worse for asking again. Errors: `overloaded`, and those of the statement.
 */
export function gather<Question, Answer>(
  options: GatherOptions<Question, Answer>,
): (question: Question) => Promise<Answer> {
  const { ask, atOnce = AT_ONCE, most = MOST, maxWaiting = MAX_WAITING, defer = setImmediate } = options;
  let waiting: Waiter<Question, Answer>[] = [];
  let underWay = 0;
  let isDue = false;

  const answerAll = async (batch: readonly Waiter<Question, Answer>[]): Promise<void> => {
    try {
      const answers = await ask(batch.map(({ question }) => question));
      if (answers.length !== batch.length) throw new Error(`${batch.length} questions have ${answers.length} answers`);
      for (const [index, waiter] of batch.entries()) waiter.resolve(answers[index] as Answer);
    } catch (error) {
      if (batch.length === 1 || isAway(error)) for (const waiter of batch) waiter.reject(error);
      else for (const waiter of batch) await answerAll([waiter]);
    }
  };
  const next = () => {
    isDue = false;
    while (underWay < atOnce && waiting.length > 0) {
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      underWay++;
      void answerAll(batch).then(() => {
        underWay--;
        next();
      });
    }
  };
  return (question) =>
    new Promise<Answer>((resolve, reject) => {
      if (waiting.length >= maxWaiting) {
        reject(DomainError.overloaded(OVERLOADED_RETRY_SECONDS));
        return;
      }
      waiting.push({ question, resolve, reject });
      if (isDue || underWay >= atOnce) return;
      isDue = true;
      defer(next);
    });
}

/** To ask for each alone would cost as long again for each. */
function isAway(error: unknown): boolean {
  return error instanceof DomainError && ['unavailable', 'overloaded', 'timeout'].includes(error.code);
}
