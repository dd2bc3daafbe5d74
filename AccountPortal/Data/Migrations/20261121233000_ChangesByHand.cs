using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AccountPortal.Data.Migrations;

/// <summary>
/// What only somebody at the database's own prompt does, the change feed tells too: a row that is given to another account concerns both, a truncate concerns
/// everybody, and so does the moment from which a provider counts as enabled, by which its sessions are judged.
/// </summary>
[DbContext(typeof(PortalDbContext))]
[Migration("20261121233000_ChangesByHand")]
public sealed class ChangesByHand : Migration
{
    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create or replace function portal_account_changed() returns trigger language plpgsql as $$
        declare
          owner text := case when tg_table_name = 'users' then 'id' else 'user_id' end;
        begin
          perform pg_notify('portal_changes', 'u:' || replace(id, '-', ''))
            from (values (to_jsonb(old) ->> owner), (to_jsonb(new) ->> owner)) concerned (id) where id is not null;
          return null;
        end $$;

        create trigger portal_passkeys_given after update of user_id on user_passkeys for each row execute function portal_account_changed();
        create trigger portal_deletion_given after update of user_id on deletion_requests for each row execute function portal_account_changed();
        create trigger portal_roles_truncated after truncate on user_roles for each statement execute function portal_everything_changed();
        create trigger portal_passkeys_truncated after truncate on user_passkeys for each statement execute function portal_everything_changed();
        create trigger portal_deletion_truncated after truncate on deletion_requests for each statement execute function portal_everything_changed();
        create trigger portal_providers_truncated after truncate on saml_providers for each statement execute function portal_everything_changed();
        create or replace trigger portal_provider_disabled after update on saml_providers for each row
          when ((old.enabled_at, old.disabled_at) is distinct from (new.enabled_at, new.disabled_at)) execute function portal_everything_changed();
        """);

    /// <inheritdoc/>
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create or replace trigger portal_provider_disabled after update on saml_providers for each row
          when (old.disabled_at is distinct from new.disabled_at) execute function portal_everything_changed();
        drop trigger portal_passkeys_given on user_passkeys;
        drop trigger portal_deletion_given on deletion_requests;
        drop trigger portal_roles_truncated on user_roles;
        drop trigger portal_passkeys_truncated on user_passkeys;
        drop trigger portal_deletion_truncated on deletion_requests;
        drop trigger portal_providers_truncated on saml_providers;
        create or replace function portal_account_changed() returns trigger language plpgsql as $$
        begin
          perform pg_notify('portal_changes', 'u:' || replace((case when tg_table_name = 'users' then to_jsonb(old) ->> 'id'
            else coalesce(to_jsonb(new), to_jsonb(old)) ->> 'user_id' end), '-', ''));
          return null;
        end $$;
        """);
}
