import '@natter/ui/styles.css';
import './natter-theme.css';
import { MessagingApp, type Place } from '@natter/ui';
import { useCallback, useEffect, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useShop } from '../shop-context.ts';
import { addressOf, MESSAGES, placeOf, STAFF } from './places.ts';
import { useSystemTheme } from './use-system-theme.ts';

/** The kit's pages by the shop's addresses: `/messages`, `/messages/new`, `/messages/:conversationId`. */
export function MessagesPage() {
  const [path, navigate] = useLocation();
  const search = useSearch();
  const theme = useSystemTheme();
  const { client } = useShop();
  const place = useMemo(() => placeOf(path, search), [path, search]);
  useEffect(() => {
    if (place === null) navigate(MESSAGES, { replace: true });
  }, [place, navigate]);
  const go = useCallback((to: Place) => navigate(addressOf(to)), [navigate]);
  return (
    <main className="br-messages" data-page={place?.page ?? 'list'}>
      {client !== null && (
        <MessagingApp
          client={client}
          edition="bookstore"
          theme={theme}
          place={place ?? { page: 'list' }}
          onNavigate={go}
          onUpgrade={() => navigate('/membership')}
          onStaff={() => navigate(STAFF)}
        />
      )}
    </main>
  );
}
