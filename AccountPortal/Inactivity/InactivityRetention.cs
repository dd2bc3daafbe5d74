using AccountPortal.Retention;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;
using Npgsql;
using NoticeKind = AccountPortal.Deletion.NoticeKind;

namespace AccountPortal.Inactivity;

/// <summary>Accounts that nobody uses, as rules beside the others: claimed, applied and shown like them.</summary>
internal sealed class InactivityRetention(IOptions<InactivitySettings> settings) : IRetentionRules
{
    public IEnumerable<RetentionRule> Rules =>
    [
        new("inactive-accounts", "Accounts that nobody uses")
        {
            Says = "The owner of an account that was not used for long gets a mail; then it is locked, until the owner sets a new password through the mailbox; then it is deleted. Administrators and accounts that one of them locked are left alone.",
            KeptFor = Kept,
            Setting = "Inactivity:WarnAfter, LockAfter, DeleteAfter",
            Steps = settings.Value.Warns ? [new AccountsStep()] : [],
        },
        new("account-notices", "Warnings that are out of the way")
        {
            Says = "That an account's owner was warned is deleted, once the account is in use again, open again, or its address is proven.",
            KeptFor = "until the next round",
            Steps = [new NoticesStep()],
        },
    ];

    private string Kept => settings.Value switch
    {
        { Warns: false } => "for good, unless the settings say otherwise",
        { Locks: false, WarnAfter: { } warn } => $"mail after {Duration.InWords(warn)}",
        { Deletes: false, WarnAfter: { } warn, LockAfter: { } locks } => $"mail after {Duration.InWords(warn)}, locked after {Duration.InWords(locks)}",
        var all => $"mail after {Duration.InWords(all.WarnAfter!.Value)}, locked after {Duration.InWords(all.LockAfter!.Value)}, deleted after {Duration.InWords(all.DeleteAfter!.Value)}",
    };

    /// <summary>Walks through the accounts that are old enough. Each that is to be told or locked is done by itself.</summary>
    private sealed class AccountsStep : RetentionStep
    {
        public override async Task<RetentionPortion> NextAsync(IServiceProvider services, object? after, CancellationToken cancellationToken)
        {
            var accounts = services.GetRequiredService<InactiveAccounts>();
            var ids = await accounts.NextAsync((Guid?)after ?? Guid.Empty, PortionSize, cancellationToken);
            var (done, now, settings) = (0, services.GetRequiredService<TimeProvider>().GetUtcNow(), services.GetRequiredService<IOptions<InactivitySettings>>().Value);
            foreach (var account in (await accounts.AmongAsync(ids, cancellationToken)).Where(account => account.Next(settings, now) is not null))
            {
                // In a scope of its own: one that fails must not drag what it tracked into the next.
                await using var scope = services.CreateAsyncScope();
                done += await scope.ServiceProvider.GetRequiredService<InactivitySteps>().ApplyAsync(account.Id, cancellationToken) is null ? 0 : 1;
            }

            return new RetentionPortion(done, ids.Count == PortionSize ? ids[^1] : null);
        }
    }

    /// <summary>Walks through the notices by their accounts.</summary>
    private sealed class NoticesStep : RetentionStep
    {
        private const string Statement =
            $"""
            with portion as materialized (select distinct user_id from (select user_id from account_notices where user_id > @after order by user_id limit @size) as next),
              gone as (
                delete from account_notices notice using users account
                where notice.user_id = any (array(select user_id from portion)) and account.id = notice.user_id and (
                  (notice.kind = '{NoticeKind.Unverified}' and account.email_verified)
                  or (notice.kind in ('{NoticeKind.Inactive}', '{NoticeKind.InactiveReminded}') and account.last_sign_in_at > notice.sent_at)
                  or (notice.kind in ('{NoticeKind.LockedInactive}', '{NoticeKind.InactiveDeletion}') and account.locked_at is null))
                returning 1)
            select (select count(*)::int from gone), (select count(*)::int from portion), (select user_id from portion order by user_id desc limit 1)
            """;

        public override async Task<RetentionPortion> NextAsync(IServiceProvider services, object? after, CancellationToken cancellationToken)
        {
            await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand(Statement);
            command.Parameters.AddWithValue("after", after ?? Guid.Empty);
            command.Parameters.AddWithValue("size", PortionSize);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return new RetentionPortion(reader.GetInt32(0), reader.GetInt32(1) == 0 ? null : reader.GetGuid(2));
        }
    }
}
