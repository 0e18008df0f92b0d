-- Step 1 of 5: roles, schema, tables.
-- {{owner}} owns everything and never logs in; {{app}} is the server's login and owns nothing.

DO $roles$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = {{owner_literal}}) THEN
    CREATE ROLE {{owner}} NOLOGIN NOINHERIT;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = {{app_literal}}) THEN
    CREATE ROLE {{app}} NOLOGIN NOINHERIT;
  END IF;
  -- From PostgreSQL 16 on, who creates a role is its member and may still not act as it.
  IF NOT pg_catalog.pg_has_role(current_user, {{owner_literal}},
      CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END) THEN
    EXECUTE pg_catalog.format('GRANT %I TO %I', {{owner_literal}}, current_user);
  END IF;
  -- An acknowledged message is on disk, whatever the server's default says (DUR-1). From PostgreSQL 16 on nobody but a superuser
  -- sets this for a login that the operator made; send_messages sees to it for each send all the same.
  BEGIN
    EXECUTE pg_catalog.format('ALTER ROLE %I SET synchronous_commit = on', {{app_literal}});
  EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'the login % keeps its own synchronous_commit', {{app_literal}};
  END;
END
$roles$;

CREATE SCHEMA natter AUTHORIZATION {{owner}};

SET LOCAL ROLE {{owner}};

-- Nobody may call a function of ours that was not granted by name.
ALTER DEFAULT PRIVILEGES FOR ROLE {{owner}} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE TABLE natter.schema_migrations (
  version int PRIMARY KEY,
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- One row: whose database this is. A server of another tenant or edition refuses it.
CREATE TABLE natter.deployment (
  id boolean PRIMARY KEY DEFAULT true CONSTRAINT ck_deployment_single CHECK (id),
  tenant_id text NOT NULL CONSTRAINT ck_deployment_tenant CHECK (tenant_id ~ '^[A-Za-z0-9_.:@|+-]{1,128}$'),
  edition text NOT NULL,
  -- Raised by a restore: a new history begins, clients start anew (EPOCH-1).
  -- It begins at the seconds since 2024, so that a database made anew in the same cluster is another history too.
  restore_count int NOT NULL DEFAULT extract(epoch FROM clock_timestamp() - timestamptz '2024-01-01 00:00:00+00')::int,
  -- Keys the hash of message bodies, so that a hash that outlives its content says nothing about it.
  body_key bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- One row: the rules of this deployment, as its configuration has them. Only `natter migrate` writes it, so that a server, or
-- whoever takes its place, cannot loosen them.
CREATE TABLE natter.policy (
  id boolean PRIMARY KEY DEFAULT true CONSTRAINT ck_policy_single CHECK (id),
  -- Only people of the store's clubs, and its staff, take part (WALL-1).
  requires_membership boolean NOT NULL DEFAULT false,
  -- What is switched on; the functions refuse the rest.
  features text[] NOT NULL DEFAULT '{}',
  -- How long a message is kept by tier, in days; 0 = for ever.
  free_days int NOT NULL DEFAULT 0 CONSTRAINT ck_policy_free CHECK (free_days BETWEEN 0 AND 36500),
  privileged_days int NOT NULL DEFAULT 0 CONSTRAINT ck_policy_privileged CHECK (privileged_days BETWEEN 0 AND 36500),
  privileged_plus_days int NOT NULL DEFAULT 0 CONSTRAINT ck_policy_plus CHECK (privileged_plus_days BETWEEN 0 AND 36500),
  shortest_days int GENERATED ALWAYS AS
    (coalesce(least(nullif(free_days, 0), nullif(privileged_days, 0), nullif(privileged_plus_days, 0)), 0)) STORED,
  retention_basis text NOT NULL DEFAULT 'sender' CONSTRAINT ck_policy_basis CHECK (retention_basis IN ('sender', 'longest_participant')),
  -- How long a downgrade leaves messages as they were, and how long what has expired can still be brought back, in days.
  retention_grace_days int NOT NULL DEFAULT 30 CONSTRAINT ck_policy_grace CHECK (retention_grace_days BETWEEN 0 AND 3650),
  purge_after_days int NOT NULL DEFAULT 7 CONSTRAINT ck_policy_purge CHECK (purge_after_days BETWEEN 0 AND 3650),
  max_message_length int NOT NULL DEFAULT 50000 CONSTRAINT ck_policy_length CHECK (max_message_length BETWEEN 1 AND 50000),
  -- Who may send, from natter.entitlements, at hand for every send.
  sending_tiers text[] NOT NULL DEFAULT '{}',
  sending_roles text[] NOT NULL DEFAULT '{}',
  -- The word filter as one pattern each; null: none. Made from the staff's list (step 6).
  refused_pattern text,
  reported_pattern text,
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Who may do what, by tier and by role: the one table that decides it, and that anybody here may read (START-1).
CREATE TABLE natter.entitlements (
  kind text NOT NULL CONSTRAINT ck_entitlements_kind CHECK (kind IN ('tier', 'role')),
  name text NOT NULL,
  entitlement text NOT NULL
    CONSTRAINT ck_entitlements_known CHECK (entitlement IN ('CAN_INITIATE_DIRECT_MESSAGES', 'CAN_SEND_DIRECT_MESSAGES')),
  CONSTRAINT pk_entitlements PRIMARY KEY (kind, name, entitlement)
);

-- The tenant is one and the same in every row, so it never leads an index: without statistics the planner would take such an
-- index for a selective one.
CREATE TABLE natter.users (
  tenant_id text NOT NULL,
  id text COLLATE "C" NOT NULL CONSTRAINT ck_users_id CHECK (id ~ '^[A-Za-z0-9_.:@|+-]{1,128}$'),
  display_name text NOT NULL CONSTRAINT ck_users_display_name CHECK (char_length(display_name) BETWEEN 1 AND 100),
  avatar_url text CONSTRAINT ck_users_avatar_url CHECK (octet_length(avatar_url) <= 4096),
  tier text NOT NULL DEFAULT 'free',
  roles text[] NOT NULL DEFAULT '{}',
  locale text,
  time_zone text,
  attributes jsonb NOT NULL DEFAULT '{}',
  -- Since when the host has known this person; young accounts have tighter limits.
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz,
  -- Whether this person takes part at all; kept by triggers (step 5), decided by natter.is_store_member.
  is_member boolean NOT NULL DEFAULT true,
  -- Until then this person may read and not write.
  suspended_until timestamptz,
  -- What people see of the roles: that they deal with the store itself.
  office text GENERATED ALWAYS AS (CASE WHEN 'owner' = ANY (roles) THEN 'owner' WHEN 'manager' = ANY (roles) THEN 'manager' END) STORED,
  updated_at timestamptz NOT NULL,
  -- The transaction that last changed what others see (name, picture).
  changed_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  CONSTRAINT pk_users PRIMARY KEY (id, tenant_id)
);

-- Which clubs of which stores somebody is in, as the host told. A membership of another store is kept and counts for nothing.
CREATE TABLE natter.club_memberships (
  tenant_id text NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  club_id text COLLATE "C" NOT NULL CONSTRAINT ck_club_memberships_club CHECK (char_length(club_id) BETWEEN 1 AND 128),
  store_id text COLLATE "C" NOT NULL CONSTRAINT ck_club_memberships_store CHECK (char_length(store_id) BETWEEN 1 AND 128),
  created_at timestamptz NOT NULL,
  CONSTRAINT pk_club_memberships PRIMARY KEY (user_id, club_id, store_id, tenant_id),
  CONSTRAINT fk_club_memberships_user FOREIGN KEY (user_id, tenant_id) REFERENCES natter.users (id, tenant_id)
);

-- Every change of how long somebody's messages are kept: of their tier, of the store's days for it, or of whose tier counts. With
-- sent_at it says, for good, when a message expires (natter.expiry_of). done_at: all messages stored before have been rewritten.
CREATE TABLE natter.tier_changes (
  id bigint GENERATED ALWAYS AS IDENTITY,
  tenant_id text NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  from_tier text NOT NULL,
  to_tier text NOT NULL,
  from_days int NOT NULL,
  to_days int NOT NULL,
  from_basis text NOT NULL,
  to_basis text NOT NULL,
  grace_days int NOT NULL,
  at timestamptz NOT NULL,
  -- How far the rewriting has come.
  done_conversation uuid,
  done_seq bigint NOT NULL DEFAULT 0,
  done_at timestamptz,
  CONSTRAINT pk_tier_changes PRIMARY KEY (id),
  CONSTRAINT fk_tier_changes_user FOREIGN KEY (user_id, tenant_id) REFERENCES natter.users (id, tenant_id)
);

-- A person's own switches; no row means all on.
CREATE TABLE natter.user_settings (
  tenant_id text NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  read_receipts boolean NOT NULL DEFAULT true,
  typing_indicators boolean NOT NULL DEFAULT true,
  presence boolean NOT NULL DEFAULT true,
  CONSTRAINT pk_user_settings PRIMARY KEY (user_id, tenant_id),
  CONSTRAINT fk_user_settings_user FOREIGN KEY (user_id, tenant_id) REFERENCES natter.users (id, tenant_id)
);

-- last_seq, change_seq, updated_at and changed_xid move with every send: no index may hold them, and the fill factor leaves
-- room, so that the update stays on its page and touches no index.
CREATE TABLE natter.conversations (
  tenant_id text NOT NULL,
  id uuid NOT NULL,
  type text NOT NULL CONSTRAINT ck_conversations_type CHECK (type IN ('direct', 'group')),
  -- The sorted pair of a direct conversation: the same two always get the same one.
  direct_key text COLLATE "C",
  name text CONSTRAINT ck_conversations_name CHECK (char_length(name) BETWEEN 1 AND 100),
  created_by text COLLATE "C" NOT NULL,
  -- The key under which its creator made this group (GROUP-1).
  client_id uuid,
  -- Who writes in a group.
  who_sends text NOT NULL DEFAULT 'everyone' CONSTRAINT ck_conversations_who_sends CHECK (who_sends IN ('everyone', 'admins')),
  -- Who adds people to it.
  who_adds text NOT NULL DEFAULT 'everyone' CONSTRAINT ck_conversations_who_adds CHECK (who_adds IN ('everyone', 'admins')),
  last_seq bigint NOT NULL DEFAULT 0 CONSTRAINT ck_conversations_last_seq CHECK (last_seq >= 0),
  change_seq bigint NOT NULL DEFAULT 0 CONSTRAINT ck_conversations_change_seq CHECK (change_seq >= last_seq),
  -- The last seq that has passed its time, and how many messages are gone for good: last_seq less these is what must be there.
  expired_seq bigint NOT NULL DEFAULT 0,
  purged_count bigint NOT NULL DEFAULT 0 CONSTRAINT ck_conversations_purged CHECK (purged_count BETWEEN 0 AND last_seq),
  -- How long messages stay here, in seconds from their sending; null: as long as anywhere (DISAPPEAR-1).
  disappear_after int CONSTRAINT ck_conversations_disappear CHECK (disappear_after BETWEEN 60 AND 31536000),
  created_at timestamptz NOT NULL,
  -- Last activity: the newest message, or the start.
  updated_at timestamptz NOT NULL,
  changed_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  CONSTRAINT pk_conversations PRIMARY KEY (id),
  CONSTRAINT uq_conversations_tenant UNIQUE (id, tenant_id),
  CONSTRAINT uq_conversations_direct_key UNIQUE (direct_key, tenant_id),
  CONSTRAINT ck_conversations_direct CHECK ((type = 'direct') = (direct_key IS NOT NULL)),
  CONSTRAINT ck_conversations_group CHECK ((type = 'group') = (name IS NOT NULL) AND (type = 'group') = (client_id IS NOT NULL)),
  CONSTRAINT fk_conversations_creator FOREIGN KEY (created_by, tenant_id) REFERENCES natter.users (id, tenant_id)
) WITH (fillfactor = 70);

-- Only what every member may see of another: the marks here are the marks as shown.
CREATE TABLE natter.conversation_participants (
  tenant_id text NOT NULL,
  conversation_id uuid NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  role text NOT NULL DEFAULT 'member' CONSTRAINT ck_participants_role CHECK (role IN ('admin', 'member')),
  joined_at timestamptz NOT NULL,
  -- The first seq they can have read; of what was before it the marks say nothing (GROUP-8).
  joined_seq bigint NOT NULL DEFAULT 1,
  left_at timestamptz,
  delivered_seq bigint NOT NULL DEFAULT 0,
  read_seq bigint NOT NULL DEFAULT 0 CONSTRAINT ck_participants_marks CHECK (0 <= read_seq AND 0 <= delivered_seq),
  last_read_at timestamptz,
  -- This person hides what they read: read_seq stays where it was and is not shown.
  receipts_hidden boolean NOT NULL DEFAULT false,
  changed_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  CONSTRAINT pk_conversation_participants PRIMARY KEY (conversation_id, user_id),
  CONSTRAINT fk_participants_conversation FOREIGN KEY (conversation_id, tenant_id) REFERENCES natter.conversations (id, tenant_id),
  CONSTRAINT fk_participants_user FOREIGN KEY (user_id, tenant_id) REFERENCES natter.users (id, tenant_id)
) WITH (fillfactor = 70);

-- One member's own view of a conversation. Whether somebody may read at all is decided by this row (policies of step 2).
CREATE TABLE natter.member_state (
  tenant_id text NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  conversation_id uuid NOT NULL,
  -- The first seq this member may read.
  history_from bigint NOT NULL DEFAULT 1,
  left_at timestamptz,
  -- The true marks: they only grow and never pass last_seq (MARK-1).
  delivered_seq bigint NOT NULL DEFAULT 0,
  read_seq bigint NOT NULL DEFAULT 0,
  is_pinned boolean NOT NULL DEFAULT false,
  is_archived boolean NOT NULL DEFAULT false,
  muted_until timestamptz,
  marked_unread boolean NOT NULL DEFAULT false,
  -- From where on this member wants to read again; goes with the mark.
  unread_from bigint CONSTRAINT ck_member_state_unread_from CHECK (unread_from > 0),
  -- "Delete conversation for me": everything up to here is hidden.
  cleared_seq bigint NOT NULL DEFAULT 0,
  cleared_at timestamptz,
  -- Messages that this member deleted for themselves.
  hidden int8multirange NOT NULL DEFAULT '{}',
  -- In a direct conversation: this member blocked the other, or was blocked by them. The second is nobody's to read.
  blocks_other boolean NOT NULL DEFAULT false,
  blocked_by_other boolean NOT NULL DEFAULT false,
  -- When this member last wrote what nobody else gets: it moves their own inbox and no other.
  own_activity_at timestamptz,
  -- How many messages of theirs wait here for their time.
  scheduled_count int NOT NULL DEFAULT 0 CONSTRAINT ck_member_state_scheduled CHECK (scheduled_count >= 0),
  draft text CONSTRAINT ck_member_state_draft CHECK (char_length(draft) <= 10000),
  draft_reply_to uuid,
  draft_at timestamptz,
  changed_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  CONSTRAINT pk_member_state PRIMARY KEY (user_id, conversation_id),
  CONSTRAINT ck_member_state_marks CHECK (0 <= read_seq AND read_seq <= delivered_seq),
  CONSTRAINT fk_member_state_participant FOREIGN KEY (conversation_id, user_id)
    REFERENCES natter.conversation_participants (conversation_id, user_id)
) WITH (fillfactor = 70);

-- When shown marks moved, for "read at". Bounded: advance_marks keeps the newest thousand seqs of a member.
CREATE TABLE natter.mark_advances (
  tenant_id text NOT NULL,
  conversation_id uuid NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  kind text NOT NULL CONSTRAINT ck_mark_advances_kind CHECK (kind IN ('delivered', 'read')),
  seq bigint NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT pk_mark_advances PRIMARY KEY (conversation_id, user_id, kind, seq),
  CONSTRAINT fk_mark_advances_participant FOREIGN KEY (conversation_id, user_id)
    REFERENCES natter.conversation_participants (conversation_id, user_id)
);

-- One copy for all members. seq orders; time never does. No foreign key to conversation and sender: each would lock a row of its
-- parent for every message, at half the throughput (docs/decisions/0004); nor to the quoted message, which may be purged.
-- send_messages, the one door, holds the conversation and has looked the member and the quoted message up.
CREATE TABLE natter.direct_messages (
  tenant_id text NOT NULL,
  conversation_id uuid NOT NULL,
  seq bigint NOT NULL CONSTRAINT ck_messages_seq CHECK (seq > 0),
  id uuid NOT NULL,
  sender_id text COLLATE "C",
  client_id uuid,
  type text NOT NULL CONSTRAINT ck_messages_type
    CHECK (type IN ('text', 'media', 'voice', 'system', 'poll', 'offer', 'location', 'encrypted')),
  -- The first text; later ones are versions of their own (message_edits). Null once it is deleted.
  content text CONSTRAINT ck_messages_content CHECK (char_length(content) BETWEEN 1 AND 50000 AND octet_length(content) <= 200000),
  metadata jsonb,
  mentions jsonb,
  -- What people reacted with and how many did: [{emoji, count}], the first one first; null: nobody ever did.
  reactions jsonb,
  -- The quoted message; its id and author are kept here, since a reader may not be allowed to look.
  reply_to_seq bigint,
  reply_to_id uuid,
  reply_to_sender text COLLATE "C",
  body_hash bytea,
  change_seq bigint NOT NULL,
  version int NOT NULL DEFAULT 1,
  sent_at timestamptz NOT NULL,
  is_deleted boolean NOT NULL DEFAULT false,
  deleted_at timestamptz,
  -- Hidden from this instant on, job or no job; infinity: never. Whoever writes a message says so (RET-2).
  retention_expires_at timestamptz NOT NULL,
  -- Set where messages disappear: the latest it can expire, whatever the rules of retention say (DISAPPEAR-1).
  disappears_at timestamptz,
  -- When its author ended this poll for themselves alone, being blocked.
  void_closed_at timestamptz,
  -- Written while its reader had blocked its author: the author's alone, for good.
  is_void boolean NOT NULL DEFAULT false,
  -- The log of messages for followers; never updated.
  created_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  changed_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  CONSTRAINT pk_direct_messages PRIMARY KEY (conversation_id, seq),
  CONSTRAINT uq_messages_id UNIQUE (id),
  -- Once: one message per sender and key, for ever (ONCE-1).
  CONSTRAINT uq_messages_client UNIQUE (sender_id, client_id, tenant_id),
  CONSTRAINT ck_messages_author CHECK ((type = 'system') = (sender_id IS NULL) AND (sender_id IS NULL) = (client_id IS NULL)),
  -- Deleted by somebody: its content is gone. Soft deleted because its time is over: the content waits for the purge.
  CONSTRAINT ck_messages_deleted CHECK (is_deleted = (deleted_at IS NOT NULL)
    AND (NOT is_deleted OR content IS NULL OR deleted_at >= retention_expires_at)),
  CONSTRAINT ck_messages_said CHECK (content IS NOT NULL OR is_deleted OR type NOT IN ('text', 'poll'))
);

-- Later versions of a message; the newest one that a reader may see is its text. The message's row keeps the first, whoever edits:
-- so nothing in it tells an edit that everybody sees from one that is void, its author's alone, who was blocked (EDIT-4).
CREATE TABLE natter.message_edits (
  tenant_id text NOT NULL,
  conversation_id uuid NOT NULL,
  seq bigint NOT NULL,
  version int NOT NULL CONSTRAINT ck_message_edits_version CHECK (version > 1),
  content text NOT NULL CONSTRAINT ck_message_edits_content CHECK (char_length(content) BETWEEN 1 AND 50000 AND octet_length(content) <= 200000),
  mentions jsonb,
  -- When this version was written.
  at timestamptz NOT NULL,
  is_void boolean NOT NULL DEFAULT false,
  CONSTRAINT pk_message_edits PRIMARY KEY (conversation_id, seq, version)
);

-- Who reacted with what. Void: while its reader had blocked whoever reacts; theirs alone.
CREATE TABLE natter.message_reactions (
  tenant_id text NOT NULL,
  conversation_id uuid NOT NULL,
  seq bigint NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  emoji text COLLATE "C" NOT NULL CONSTRAINT ck_message_reactions_emoji CHECK (char_length(emoji) BETWEEN 1 AND 32
    AND emoji ~ '[^#*0-9\u200D\uFE0F]'
    AND emoji ~ '^[#*0-9\u00A9\u00AE\u200D\u203C\u2049\u20E3\u2122\u2139\u2194-\u21AA\u231A-\u23FF\u24C2\u25AA-\u27BF\u2934\u2935\u2B05-\u2B55\u3030\u303D\u3297\u3299\uFE0F\U0001F000-\U0001FAFF\U000E0020-\U000E007F]+$'),
  reacted_at timestamptz NOT NULL,
  is_void boolean NOT NULL DEFAULT false,
  CONSTRAINT pk_message_reactions PRIMARY KEY (conversation_id, seq, user_id, emoji)
);

-- Who chose what in a poll.
CREATE TABLE natter.poll_votes (
  tenant_id text NOT NULL,
  conversation_id uuid NOT NULL,
  seq bigint NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  option_id int NOT NULL CONSTRAINT ck_poll_votes_option CHECK (option_id BETWEEN 1 AND 12),
  voted_at timestamptz NOT NULL,
  -- Of a poll whose voters nobody is told: theirs alone.
  is_anonymous boolean NOT NULL,
  is_void boolean NOT NULL DEFAULT false,
  CONSTRAINT pk_poll_votes PRIMARY KEY (conversation_id, seq, user_id, option_id)
);

-- Messages that somebody wants to find again.
CREATE TABLE natter.starred_messages (
  tenant_id text NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  conversation_id uuid NOT NULL,
  seq bigint NOT NULL,
  starred_at timestamptz NOT NULL,
  CONSTRAINT pk_starred_messages PRIMARY KEY (user_id, conversation_id, seq)
);

-- Of which message a copy is one, however often it was handed on; and how often each person did (FORWARD-1).
CREATE TABLE natter.forwarded_messages (
  tenant_id text NOT NULL,
  conversation_id uuid NOT NULL,
  seq bigint NOT NULL,
  origin_id uuid NOT NULL,
  CONSTRAINT pk_forwarded_messages PRIMARY KEY (conversation_id, seq)
);
CREATE TABLE natter.forwards (
  tenant_id text NOT NULL,
  origin_id uuid NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  count int NOT NULL CONSTRAINT ck_forwards_count CHECK (count BETWEEN 1 AND 5),
  CONSTRAINT pk_forwards PRIMARY KEY (origin_id, user_id)
);

-- Messages that wait for their time; a row goes in the transaction that sends it (SCHEDULE-1).
CREATE TABLE natter.scheduled_messages (
  tenant_id text NOT NULL,
  id uuid NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  conversation_id uuid NOT NULL,
  client_id uuid NOT NULL,
  content text NOT NULL CONSTRAINT ck_scheduled_content CHECK (char_length(content) BETWEEN 1 AND 50000 AND octet_length(content) <= 200000),
  mentions jsonb,
  reply_to_id uuid,
  send_at timestamptz NOT NULL,
  version int NOT NULL DEFAULT 1,
  -- It was due and was refused: why, as a verdict of natter.send_messages.
  refusal text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT pk_scheduled_messages PRIMARY KEY (id),
  CONSTRAINT uq_scheduled_client UNIQUE (user_id, client_id, tenant_id),
  CONSTRAINT fk_scheduled_member FOREIGN KEY (user_id, conversation_id) REFERENCES natter.member_state (user_id, conversation_id)
);

-- What somebody deleted for everyone: out of everybody's reach at once, and erased a day later unless it is held.
CREATE TABLE natter.deleted_content (
  tenant_id text NOT NULL,
  conversation_id uuid NOT NULL,
  seq bigint NOT NULL,
  -- What it said first; later versions wait in message_edits.
  content text,
  -- The options of a poll.
  metadata jsonb,
  deleted_by text COLLATE "C",
  deleted_at timestamptz NOT NULL,
  CONSTRAINT pk_deleted_content PRIMARY KEY (conversation_id, seq)
);

-- Keys of purged messages: a repeat within ninety days is still known (ONCE-1). No content, and no hash of any.
CREATE TABLE natter.spent_keys (
  tenant_id text NOT NULL,
  sender_id text COLLATE "C" NOT NULL,
  client_id uuid NOT NULL,
  message_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  seq bigint NOT NULL,
  type text NOT NULL,
  sent_at timestamptz NOT NULL,
  expired_at timestamptz NOT NULL,
  disappears_at timestamptz,
  purged_at timestamptz NOT NULL,
  -- How many days it had to wait after its expiry.
  purge_after_days int NOT NULL,
  CONSTRAINT pk_spent_keys PRIMARY KEY (sender_id, client_id, tenant_id)
);

-- What must not be purged, whatever its time: a conversation, or all conversations of a person.
CREATE TABLE natter.legal_holds (
  id bigint GENERATED ALWAYS AS IDENTITY,
  tenant_id text NOT NULL,
  conversation_id uuid,
  user_id text COLLATE "C",
  reason text NOT NULL CONSTRAINT ck_legal_holds_reason CHECK (char_length(reason) BETWEEN 1 AND 1000),
  placed_by text NOT NULL,
  placed_at timestamptz NOT NULL,
  released_by text,
  released_at timestamptz,
  CONSTRAINT pk_legal_holds PRIMARY KEY (id),
  CONSTRAINT ck_legal_holds_one CHECK ((conversation_id IS NULL) <> (user_id IS NULL))
);

-- Runs of the jobs that delete: what they found, did, and expected for the next one. clock_at is the high-water mark of time.
CREATE TABLE natter.job_runs (
  id bigint GENERATED ALWAYS AS IDENTITY,
  tenant_id text NOT NULL,
  job text NOT NULL CONSTRAINT ck_job_runs_job CHECK (job IN ('soft_delete', 'cleanup')),
  clock_at timestamptz NOT NULL,
  finished_at timestamptz,
  due bigint NOT NULL DEFAULT 0,
  done bigint NOT NULL DEFAULT 0,
  -- How many will be due 36 hours on.
  forecast bigint NOT NULL DEFAULT 0,
  outcome text NOT NULL CONSTRAINT ck_job_runs_outcome CHECK (outcome IN ('running', 'done', 'refused', 'confirmed')),
  note text,
  CONSTRAINT pk_job_runs PRIMARY KEY (id)
);

-- Who does not want to hear from whom.
CREATE TABLE natter.blocks (
  tenant_id text NOT NULL,
  blocker_id text COLLATE "C" NOT NULL,
  blocked_id text COLLATE "C" NOT NULL CONSTRAINT ck_blocks_other CHECK (blocked_id <> blocker_id),
  created_at timestamptz NOT NULL,
  CONSTRAINT pk_blocks PRIMARY KEY (blocker_id, blocked_id, tenant_id),
  CONSTRAINT fk_blocks_blocker FOREIGN KEY (blocker_id, tenant_id) REFERENCES natter.users (id, tenant_id),
  CONSTRAINT fk_blocks_blocked FOREIGN KEY (blocked_id, tenant_id) REFERENCES natter.users (id, tenant_id)
);
