/**
 * In which order answers were asked for and came, per conversation (spec OWN-3). What is a person's own in a conversation (pin, mute,
 * draft …) carries no number: of two answers that overtook each other nobody can tell which one is older. An answer that was
 * asked for after the last one came is newer for certain.
 */
export class OwnAnswers {
  private moment = 0;
  private readonly told = new Map<string, number>();

  /** The moment at which an answer is asked for; give it to `isUnclear` when it has come. */
  ask(): number {
    return ++this.moment;
  }

  /** Whether another answer about this conversation has come since. */
  isUnclear(id: string, askedAt: number): boolean {
    return (this.told.get(id) ?? 0) > askedAt;
  }

  /** An answer about this conversation has come. */
  came(id: string): void {
    this.told.set(id, ++this.moment);
  }
}
