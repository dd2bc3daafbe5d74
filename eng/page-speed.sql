-- A portal that has been in use for years, for eng/page-speed.sh: 50,000 accounts and 200,000 events, with sessions, devices, mails and findings
-- in proportion. :owner is the id of one account that is signed in; a tenth of the events are its own.
\set ON_ERROR_STOP on
set synchronous_commit = off;

create function pg_temp.id_at(at timestamptz, number bigint) returns uuid language sql immutable as $$
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(number::text), 1, 3) || '8' || substr(md5('x' || number), 1, 15))::uuid
$$;
-- The same each time: a share of 1 for each number.
create function pg_temp.share(number bigint, salt text) returns double precision language sql immutable as $$
  select (('x' || substr(md5(number || salt), 1, 8))::bit(32)::bigint & 2147483647) / 2147483648.0
$$;
create function pg_temp.one_of(words text[], share double precision) returns text language sql immutable as $$
  select words[1 + floor(share * array_length(words, 1))::int]
$$;

insert into users (id, display_name, time_zone, created_at, user_name, normalized_user_name, email, normalized_email, email_verified, security_stamp,
  two_factor_enabled, lockout_enabled, access_failed_count, last_sign_in_at, locked_at, lock_reason)
select pg_temp.id_at(joined, number), case when number % 10 < 8 then first || ' ' || last end, 'Europe/Berlin', joined, email, upper(email), email, upper(email),
  number % 25 <> 0, md5(number::text), false, false, 0, now() - pg_temp.share(number, 'seen') * interval '300 days',
  case when number % 200 = 0 then joined + interval '1 day' end, case when number % 200 = 0 then 'Asked for by its owner' end
from (
  select number, now() - pg_temp.share(number, 'joined') * interval '3 years' as joined, first, last, lower(first || '.' || last || number || '@example.') || pg_temp.one_of('{com,net,org}', pg_temp.share(number, 'domain')) as email
  from (
    select number, pg_temp.one_of('{Margaret,Anton,Chidi,Elif,Hana,Ida,Kofi,Leila,Noor,Oskar,Rosa,Tomasz}', pg_temp.share(number, 'first')) as first,
      pg_temp.one_of('{Weber,Nwosu,Aydin,Mori,Sorensen,Mensah,Haddad,Rahman,Lund,Moretti,Nowak,Diallo,Laurent,Reyes}', pg_temp.share(number, 'last')) as last
    from generate_series(1, 50000) as number) as named) as people;

create temporary table people as select id, row_number() over (order by id) as number from users;
create unique index on people (number);

insert into known_devices (id, user_id, key_hash, browser, os, device_type, device_name, first_seen_at, last_seen_at)
select pg_temp.id_at(seen, 1000000 + made.number), case when made.number <= 60 then :'owner'::uuid else id end, sha256(('device' || made.number)::bytea), 'Chrome', 'macOS', 'desktop', 'Chrome on macOS', seen, now() - interval '2 days'
from (select number, now() - (10 + pg_temp.share(number, 'device') * 300) * interval '1 day' as seen from generate_series(1, 75000) as number) as made
join people on people.number = 1 + (made.number % 50000);

insert into device_networks (device_id, network, country, first_seen_at, last_seen_at)
select id, 'AS' || (64496 + (get_byte(key_hash, 0) % 16)), 'DE', first_seen_at, last_seen_at from known_devices;

insert into device_sessions (id, key_hash, user_id, created_at, last_active_at, remembered, stepped_up_at, auth_methods, ip, user_agent, browser, os, device_type, device_name,
  country, city, network, language, ticket, known_device_id)
select pg_temp.id_at(opened, 2000000 + sessions.number), sha256(('session' || sessions.number)::bytea), case when sessions.number <= 4 then :'owner'::uuid else id end, opened, opened + interval '1 hour', true, opened, '{password}',
  ('198.51.100.' || sessions.number % 255)::inet, 'Mozilla/5.0', 'Firefox', 'Windows', 'desktop', 'Firefox on Windows', 'DE', 'Berlin', 'AS64496', 'de', '\x00', null
from (select number, now() - interval '2 hours' - pg_temp.share(number, 'opened') * interval '6 days' as opened from generate_series(1, 20000) as number) as sessions
join people on people.number = 1 + (sessions.number * 2 % 50000);

insert into ended_sessions (id, key_hash, user_id, created_at, last_active_at, ended_at, reason, ip, browser, os, device_type, device_name, country, city, network, language)
select pg_temp.id_at(ended - interval '1 hour', 3000000 + sessions.number), sha256(('ended' || sessions.number)::bytea), case when sessions.number <= 2000 then :'owner'::uuid else id end,
  ended - interval '1 hour', ended - interval '30 minutes', ended, 'idle', ('192.0.2.' || sessions.number % 255)::inet, 'Safari', 'iOS', 'phone', 'Safari on iPhone', 'DE', 'Berlin', 'AS64497', 'de'
from (select number, now() - pg_temp.share(number, 'ended') * interval '27 days' as ended from generate_series(1, 60000) as number) as sessions
join people on people.number = 1 + (sessions.number * 7 % 50000);

-- One in ten is the owner's; one in twenty is nobody's, a try at an address that has no account; those fall in one week.
insert into security_events (id, at, kind, outcome, account_id, actor_id, session_id, ip, device_name, country, city, network, details)
select pg_temp.id_at(at, 4000000 + number), at, kind, case when is_refused then 'refused' else 'success' end, account, case when is_refused then null else account end,
  case when kind in ('sign-in', 'session-ended', 'sign-out') and not is_refused then pg_temp.id_at(at, 5000000 + number / 3) end,
  (case number % 3 when 0 then '192.0.2.' when 1 then '198.51.100.' else '203.0.113.' end || number % 255)::inet, 'Chrome on macOS', 'DE', 'Berlin', 'AS64496',
  case when kind = 'sign-in' then '{"method": "password"}'::jsonb else '{}' end
from (
  select happened.number, is_nobodys,
    case when is_nobodys or happened.number % 11 = 0 then 'sign-in' else pg_temp.one_of('{sign-in,sign-in,sign-in,sign-in,sign-in,session-ended,session-ended,session-ended,sign-out,sign-out,password-changed,profile-changed,sign-in-alert,email-verified}', pg_temp.share(happened.number, 'kind')) end as kind,
    is_nobodys or happened.number % 11 = 0 as is_refused,
    case when is_nobodys then null when happened.number % 10 = 0 then :'owner'::uuid else people.id end as account,
    now() - pg_temp.share(happened.number, 'at') * case when is_nobodys then interval '7 days' else interval '365 days' end as at
  from (select number, number % 20 = 1 as is_nobodys from generate_series(1, 200000) as number) as happened
  join people on people.number = 1 + (happened.number * 13 % 50000)) as told;

insert into outbox_emails (id, created_at, to_address, subject, message_id, attempts, next_attempt_at, sent_at, failed_at, last_error)
select pg_temp.id_at(at, 6000000 + mails.number), at, email, 'New sign-in to your account', '<' || mails.number || '@localhost>', 1, now() + interval '1 day',
  case when mails.number % 100 > 2 then at end, case when mails.number % 100 = 1 then at end, case when mails.number % 100 <= 2 then 'SMTP 451 (LocalErrorInProcessing)' end
from (select number, now() - pg_temp.share(number, 'mail') * interval '29 days' as at from generate_series(1, 30000) as number) as mails
join people on people.number = 1 + (mails.number * 3 % 50000) join users on users.id = people.id;

insert into shared_account_findings (user_id, score, parts, evaluated_at)
select id, 54 + number % 46, '[{"kind": "households", "points": 30, "evidence": {"Groups": "2 groups of devices that were never seen on the same network"}}]', now() - interval '10 minutes'
from people where number % 250 = 0;

vacuum analyze;
