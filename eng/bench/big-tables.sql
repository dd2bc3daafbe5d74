-- Rows that nobody signs in with, for eng/bench.sh: sessions number :from to :to, a fifth as many accounts, five times as many events, whose addresses were cut and
-- taken out in time.
\set ON_ERROR_STOP on
set synchronous_commit = off;
-- No trigger and no look for the row that a key refers to: it is known to be there.
set session_replication_role = replica;
set maintenance_work_mem = '1GB';

-- An index that is built from sorted rows takes a fraction of the time that it takes to grow.
create temporary table later as
select pg_get_indexdef(indexrelid) as definition, indexrelid::regclass as index from pg_index
where indrelid in ('users'::regclass, 'device_sessions'::regclass, 'security_events'::regclass) and not exists (select from pg_constraint where conindid = indexrelid);
select format('drop index %s', index) from later \gexec

-- Ids by time, as the portal gives them: the newest accounts lie side by side. Names come in no order.
create function pg_temp.account_at(number bigint) returns timestamptz language sql immutable return timestamptz '2016-01-01 00:00:00+00' + number * interval '15 s';
create function pg_temp.account_id(number bigint) returns uuid language sql immutable
return (lpad(to_hex(extract(epoch from timestamptz '2016-01-01 00:00:00+00')::bigint * 1000 + number * 15000), 12, '0') || '7' || substr(md5(number::text), 1, 3) || '8' || substr(md5('a' || number), 1, 15))::uuid;

insert into users (id, created_at, display_name, user_name, normalized_user_name, email, normalized_email, email_verified, security_stamp, two_factor_enabled, lockout_enabled, access_failed_count)
select pg_temp.account_id(number), pg_temp.account_at(number), initcap(given || ' ' || family), email, upper(email), email, upper(email), true, '', false, false, 0
from (
  select number, given, family, given || '.' || family || person / 72000 || '@company' || number % 7001 || '.example' as email
  from generate_series(:from::bigint / 5, :to / 5 - 1) as number, lateral (select number / 72000 * 72000 + number * 7919 % 72000 as person) as shuffled,
    (values (array['ada', 'grace', 'alan', 'edsger', 'barbara', 'donald', 'frances', 'john', 'katherine', 'ken', 'lynn', 'margaret', 'niklaus', 'radia', 'shafi', 'tim', 'tony', 'vint', 'whitfield', 'yukihiro'],
      array['berg', 'lund', 'strand', 'holm', 'wick', 'ford', 'ley', 'ton', 'worth', 'by', 'gate', 'mann', 'bach', 'feld', 'stein', 'hoff', 'thal', 'rode', 'see', 'wald',
        'ada', 'ber', 'cla', 'dor', 'eng', 'fis', 'gru', 'ham', 'ing', 'jen', 'kel', 'lar', 'mor', 'nor', 'ols', 'pet', 'qui', 'ros', 'san', 'tho',
        'urb', 'vos', 'wes', 'yor', 'zim', 'bran', 'carl', 'dahl', 'eker', 'fran', 'gren', 'hart', 'iver', 'jans', 'kraus', 'lang', 'mey', 'nils', 'ost', 'pal'])) as names (first, last),
    lateral (select first[1 + person % 20] as given, last[1 + person / 20 % 60] || last[1 + person / 1200 % 60] as family) as named) as people;

insert into device_sessions (id, key_hash, user_id, created_at, last_active_at, remembered, stepped_up_at, auth_methods, ip, user_agent, browser, os, device_type, device_name,
  country, city, network, language, ticket)
select (lpad(to_hex((extract(epoch from now()) * 1000)::bigint), 12, '0') || '7' || substr(md5(number::text), 1, 3) || '8' || substr(md5('x' || number), 1, 15))::uuid,
  sha256(('filler ' || number)::bytea), pg_temp.account_id(:from / 5 + (number - :from) / 5), now(), now(), true, now(), '{password}', ('198.51.100.' || number % 255)::inet,
  'Mozilla/5.0', 'Firefox', 'Windows', 'desktop', 'Firefox on Windows', 'DE', 'Berlin', 'AS64496', 'de', '\x00'
from generate_series(:from::bigint, :to - 1) as number;

insert into security_events (id, at, kind, outcome, account_id, actor_id, session_id, ip, device_name, country, city, network, details)
select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(number::text), 1, 3) || '8' || substr(md5('e' || number), 1, 15))::uuid, at,
  (array['sign-in', 'sign-in', 'sign-in', 'session-ended', 'sign-out', 'password-changed', 'profile-changed'])[1 + number % 7],
  case when number % 20 = 0 then 'refused' else 'success' end, account, account, null,
  case when at > now() - interval '29 days' then ('203.0.113.' || number % 255)::inet when at > now() - interval '179 days' then '203.0.113.0/24' end,
  'Firefox on Windows', 'DE', 'Berlin', 'AS64496', '{}'
from (
  select number, pg_temp.account_id(:from / 5 + number % ((:to - :from) / 5)) as account, now() - (number % 31536000) * interval '1 second' as at
  from generate_series(:from::bigint * 5, :to * 5 - 1) as number) as happened;

select definition from later \gexec
