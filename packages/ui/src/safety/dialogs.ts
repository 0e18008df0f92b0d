// Downloaded together when the first of them is asked for: each is small, and they share most of what they need.
export { BlockDialog } from './block-dialog.tsx';
export { BlockedPeople } from './blocked-people.tsx';
export { ConversationDetails } from './conversation-details.tsx';
export { DeleteForEveryone } from './delete-for-everyone.tsx';
export { MessageDetails } from './message-details.tsx';
export { ReportDialog } from './report-dialog.tsx';
