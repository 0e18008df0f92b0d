/**
 * What is read from a replica where there is one, by the names of the statements (decision 0020). An answer is as new as the primary's, so
 * this is a list of what costs the primary most, not of what may be old: pages that no device asks for while it only follows what
 * is new. Not here: whatever writes or asks a question of the primary's own (sync has the epoch and the horizon of xids), and what is
 * read on the way of a send or with each sync, for which a second round trip is too much.
 */
export const REPLICA_READS: Readonly<Record<string, (values: readonly unknown[]) => boolean>> = {
  // Pages back from a place, and around one; the newest page and those after a place are what devices catch up with.
  read_history: ([, , upto, down]) => upto !== null && down !== 0,
  // Searched by names, or a further page: the first page of the inbox is what everybody opens with.
  read_inbox: ([, , q, , , after]) => q !== null || after !== null,
  read_people: always,
  read_starred: always,
  read_versions: always,
  read_reactions: always,
  read_votes: always,
  read_receipts: always,
  read_reports: always,
  read_suspensions: always,
  read_moderation_actions: always,
};

function always(): boolean {
  return true;
}
