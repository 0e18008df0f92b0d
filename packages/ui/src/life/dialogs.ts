// Downloaded together when the first of them is asked for: each is small, and they share most of what they need.
export { EditHistory } from './edit-history.tsx';
export { ForwardDialog } from './forward-dialog.tsx';
export { PollDialog } from './poll-dialog.tsx';
export { ClosePoll, PollVoters } from './poll-voters.tsx';
export { StarredDialog } from './starred-dialog.tsx';
export { WhoReacted } from './who-reacted.tsx';
