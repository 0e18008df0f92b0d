import '@natter/ui/styles.css';
import './natter-theme.css';
import type { NatterClient } from '@natter/client';
import { NatterProvider } from '@natter/react';
import { MessageUserButton, UiProvider } from '@natter/ui';
import { useLocation } from 'wouter';
import type { Member } from '../../shared/wire.ts';
import { addressOf } from './places.ts';
import { useSystemTheme } from './use-system-theme.ts';

interface MessageMemberProps {
  readonly client: NatterClient;
  readonly member: Member;
}

/**
 * "Message …" in a member's profile. Whether one may begin a conversation the kit asks Natter: the shop does not repeat its
 * rules, it only knows where memberships are explained.
 */
export function MessageMember({ client, member }: MessageMemberProps) {
  const [, navigate] = useLocation();
  const theme = useSystemTheme();
  return (
    <div className="br-message-member">
      <NatterProvider client={client}>
        <UiProvider edition="bookstore" theme={theme}>
          <MessageUserButton
            person={{ userId: member.id, displayName: member.name, avatarUrl: member.face }}
            onOpen={(conversationId) => navigate(addressOf({ page: 'thread', conversationId }))}
            onNew={(participant) => navigate(addressOf({ page: 'new', participant }))}
            onUpgrade={() => navigate('/membership')}
          />
        </UiProvider>
      </NatterProvider>
    </div>
  );
}
