// Pages that most people do not need at first are downloaded by need.
export const loadSignInPage = async () => (await import('../sign-in/sign-in-page.tsx')).SignInPage;
export const loadStaffPage = async () => (await import('../staff/staff-page.tsx')).StaffPage;
