export { ModerationRecord, type ModerationRecordProps } from './moderation-record.tsx';
export { ReportQueue, type ReportQueueProps } from './report-queue.tsx';
export { STAFF_TABS, StaffConsole, type StaffConsoleProps, type StaffTab } from './staff-console.tsx';
export { StoreStatusPage, type StoreStatusPageProps } from './store-status-page.tsx';
export { SuspensionsPage, type SuspensionsPageProps } from './suspensions-page.tsx';
export { WordFilterPage, type WordFilterPageProps } from './word-filter-page.tsx';
