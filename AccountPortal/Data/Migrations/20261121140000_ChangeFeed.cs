using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AccountPortal.Data.Migrations;

/// <summary>
/// Triggers that tell every node what it must no longer remember: sessions that ended or changed their key, accounts whose rights changed. A touch of
/// last_active_at tells nothing. Many rows at once make one message that means everything.
/// </summary>
[DbContext(typeof(PortalDbContext))]
[Migration("20261121140000_ChangeFeed")]
public sealed class ChangeFeed : Migration
{
    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create function portal_session_rows_gone() returns trigger language plpgsql as $$
        begin
          if (select count(*) from (select from gone limit 201) few) > 200 then
            perform pg_notify('portal_changes', 'a:');
          else
            perform pg_notify('portal_changes', 's:' || string_agg(replace(id::text, '-', ''), ',')) from gone having count(*) > 0;
          end if;
          return null;
        end $$;

        create function portal_session_changed() returns trigger language plpgsql as $$
        begin
          perform pg_notify('portal_changes', 's:' || replace(old.id::text, '-', ''));
          return null;
        end $$;

        create function portal_everything_changed() returns trigger language plpgsql as $$
        begin
          perform pg_notify('portal_changes', 'a:');
          return null;
        end $$;

        create function portal_account_changed() returns trigger language plpgsql as $$
        begin
          perform pg_notify('portal_changes', 'u:' || replace((case when tg_table_name = 'users' then to_jsonb(old) ->> 'id'
            else coalesce(to_jsonb(new), to_jsonb(old)) ->> 'user_id' end), '-', ''));
          return null;
        end $$;

        create trigger portal_sessions_deleted after delete on device_sessions referencing old table as gone
          for each statement execute function portal_session_rows_gone();
        create trigger portal_sessions_truncated after truncate on device_sessions for each statement execute function portal_everything_changed();
        create trigger portal_session_updated after update on device_sessions for each row
          when ((old.key_hash, old.user_id, old.created_at, old.remembered, old.ticket, old.stepped_up_at, old.second_factor_at, old.confirm_since, old.device_name, old.saml_provider_id)
            is distinct from (new.key_hash, new.user_id, new.created_at, new.remembered, new.ticket, new.stepped_up_at, new.second_factor_at, new.confirm_since, new.device_name, new.saml_provider_id)
            or new.last_active_at < old.last_active_at)
          execute function portal_session_changed();

        create trigger portal_account_updated after update on users for each row
          when ((old.email, old.email_verified, old.time_zone, old.two_factor_enabled, old.locked_at)
            is distinct from (new.email, new.email_verified, new.time_zone, new.two_factor_enabled, new.locked_at))
          execute function portal_account_changed();
        create trigger portal_roles_given after insert or update or delete on user_roles for each row execute function portal_account_changed();
        create trigger portal_passkeys_changed after insert or delete on user_passkeys for each row execute function portal_account_changed();
        create trigger portal_deletion_changed after insert or delete on deletion_requests for each row execute function portal_account_changed();
        create trigger portal_roles_changed after update or delete on roles for each statement execute function portal_everything_changed();
        """);

    /// <inheritdoc/>
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        drop trigger portal_sessions_deleted on device_sessions;
        drop trigger portal_sessions_truncated on device_sessions;
        drop trigger portal_session_updated on device_sessions;
        drop trigger portal_account_updated on users;
        drop trigger portal_roles_given on user_roles;
        drop trigger portal_passkeys_changed on user_passkeys;
        drop trigger portal_deletion_changed on deletion_requests;
        drop trigger portal_roles_changed on roles;
        drop function portal_session_rows_gone, portal_session_changed, portal_everything_changed, portal_account_changed;
        """);
}
