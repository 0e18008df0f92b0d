import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { enModeration } from './en-moderation.ts';

/** The words of the staff's pages, and the kit's. */
export function useStaffTexts() {
  return useMoreTexts(enModeration);
}

export type StaffTranslate = ReturnType<typeof useStaffTexts>;
